using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Mlx4.Generators.Parsing;
using Mlx4.Runtime;
using Mlx4.Sample.Driver;

namespace Mlx4.Sample.Commands;

/// <summary>A step to refuse.</summary>
/// <param name="Pipeline">The pipeline of the step, <see langword="null"/> for any.</param>
/// <param name="Stage">The step's name.</param>
/// <param name="Occurrence">Which time that it is reached, the first being 1.</param>
/// <param name="Error">The error to refuse it with.</param>
internal sealed record StepFault(string? Pipeline, string Stage, int Occurrence, Errno Error)
{
    /// <summary>Reads <c>STEP[#N][=ERRNO]</c>, where ERRNO is a name or a number of either sign.</summary>
    /// <param name="text">The text.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="problem">What is wrong with the text, and the way out.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out StepFault? fault, [NotNullWhen(false)] out string? problem)
    {
        fault = null;
        (string step, string? errorText) = FaultText.Split(text, '=');
        (step, string? occurrenceText) = FaultText.Split(step, '#');

        Errno error = Errno.EIO;
        if (errorText is not null && !TryParseError(errorText, out error))
        {
            string? closest = Spelling.Closest(errorText, Enum.GetNames<Errno>());
            problem = $"--fail {text}: '{errorText}' is not an errno{(closest is null ? ": give a name such as ENOMEM, or its number" : $": did you mean {closest}?")}";
            return false;
        }
        if (!FaultText.TryParseOccurrence(occurrenceText, out int occurrence))
        {
            problem = $"--fail {text}: '#{occurrenceText}' is not a count: #1 is the first time that the step is reached";
            return false;
        }
        (string first, string? second) = FaultText.Split(step, '.');
        string? pipeline = second is null ? null : first;
        string stage = second ?? first;
        if (!Exists(pipeline, stage))
        {
            problem = $"--fail {text}: there is no step '{step}'{Suggest(step)}; the command stages lists them";
            return false;
        }
        fault = new StepFault(pipeline, stage, occurrence, error);
        problem = null;
        return true;
    }

    /// <summary>Whether a stage of a pipeline is the step.</summary>
    public bool Matches(string pipeline, string stage) => stage == Stage && (Pipeline is null || pipeline == Pipeline);

    /// <inheritdoc/>
    public override string ToString() => $"{(Pipeline is null ? "" : Pipeline + ".")}{Stage}{(Occurrence == 1 ? "" : $"#{Occurrence}")}={Error}";

    private static bool Exists(string? pipeline, string stage) => DriverPipelines.All.Any(candidate =>
        (pipeline is null || candidate.Name == pipeline) && candidate.Stages.Any(info => info.Name == stage));

    private static string Suggest(string step)
    {
        const int Most = 3;
        IEnumerable<string> names = step.Contains('.', StringComparison.Ordinal)
            ? DriverPipelines.All.SelectMany(pipeline => pipeline.Stages.Select(stage => $"{pipeline.Name}.{stage.Name}"))
            : DriverPipelines.All.SelectMany(pipeline => pipeline.Stages.Select(stage => stage.Name));
        IReadOnlyList<string> close = [.. Spelling.Close(step, names).Take(Most)];
        return close.Count == 0 ? "" : $", but there is {string.Join(", ", close)}";
    }

    private static bool TryParseError(string text, out Errno error)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            error = (Errno)Math.Abs((long)number);
            return error != Errno.Ok && Enum.IsDefined(error);
        }
        return Enum.TryParse(text, ignoreCase: true, out error) && error != Errno.Ok;
    }
}
