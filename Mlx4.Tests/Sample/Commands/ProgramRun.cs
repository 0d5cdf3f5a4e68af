using Mlx4.Sample;

namespace Mlx4.Tests.Sample.Commands;

/// <summary>A run of the program: its exit code and what it printed.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    /// <summary>The lines of the output.</summary>
    public IReadOnlyList<string> Lines { get; } = Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs the program.</summary>
    public static ProgramRun Of(params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter errors = new() { NewLine = "\n" };
        int exitCode = Program.Run(arguments, output, errors);
        return new ProgramRun(exitCode, output.ToString(), errors.ToString());
    }
}
