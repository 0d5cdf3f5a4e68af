using Mlx4.Sample.Commands;

namespace Mlx4.Tests.Sample.Traces;

/// <summary>A load by the command line, as the calls that Linux would make.</summary>
internal static class TraceRun
{
    /// <summary>Loads and unloads.</summary>
    public static CallTrace Of(LoadSettings settings)
    {
        using StringWriter output = new() { NewLine = "\n" };
        LoadCommand.Run(settings with { Output = LoadOutput.LinuxTrace }, output, TextWriter.Null);
        return CallTrace.Read(output.ToString().TrimEnd('\n').Split('\n'));
    }

    /// <summary>Faults in the spelling of the command line.</summary>
    public static IReadOnlyList<StepFault> Faults(params IReadOnlyList<string> texts) => [.. texts.Select(text =>
        StepFault.TryParse(text, out StepFault? fault, out string? problem) ? fault : throw new ArgumentException(problem, nameof(texts)))];
}
