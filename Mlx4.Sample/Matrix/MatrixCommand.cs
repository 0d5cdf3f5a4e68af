using Mlx4.Sample.Commands;
using Mlx4.Sample.Reports;

namespace Mlx4.Sample.Matrix;

/// <summary>Runs every scenario with every fault, and tells what must not be.</summary>
internal static class MatrixCommand
{
    /// <summary>Lists the scenarios.</summary>
    public static int List(MatrixSettings settings, TextWriter output)
    {
        foreach (Scenario scenario in settings.Scenarios)
        {
            output.WriteLine(scenario);
        }
        return ExitCode.Success;
    }

    /// <summary>Runs them.</summary>
    /// <param name="settings">What to run.</param>
    /// <param name="make">Makes a fresh machine for a scenario.</param>
    /// <param name="json">Whether the result is for machines.</param>
    /// <param name="output">Takes the result.</param>
    /// <param name="errors">Takes the progress.</param>
    public static int Run(MatrixSettings settings, Func<Scenario, MatrixMachine> make, bool json, TextWriter output, TextWriter errors)
    {
        using ReportFile? report = ReportFile.Open(settings.Report, out string? problem);
        if (problem is not null)
        {
            errors.WriteLine(problem);
            return ExitCode.Usage;
        }
        using Interruption interruption = new(errors, "the faults under way are run to their end.");
        MatrixResult result = MatrixProgress.Run(new MatrixRunner(settings, make, interruption.Token), errors);
        if (settings.Fault.Length > 0 && result is { Runs: 0, IsStopped: false })
        {
            errors.WriteLine($"--fault {settings.Fault}: none of the scenarios has such a fault point. Leave --fault out to run them all.");
            return ExitCode.Usage;
        }
        if (json)
        {
            MatrixJson.Write(settings, result, output);
        }
        else
        {
            MatrixReport.Write(settings, result, Terminal.Open(output));
        }
        if (report?.Write(MatrixHtml.Of(settings, result)) is { } unwritten)
        {
            errors.WriteLine(unwritten);
            return ExitCode.Usage;
        }
        return interruption.ExitCodeOr(result.Violations.Count == 0 ? ExitCode.Success : ExitCode.Failure);
    }
}
