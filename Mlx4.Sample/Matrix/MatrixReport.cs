using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Mlx4.Sample.Matrix;

/// <summary>Writes what a matrix has come to as a table, and each violation in full.</summary>
internal static class MatrixReport
{
    /// <summary>Writes it.</summary>
    public static void Write(MatrixSettings settings, MatrixResult result, IAnsiConsole console)
    {
        foreach (Violation violation in result.Violations)
        {
            console.WriteLine($"violation: {violation.Scenario}");
            console.WriteLine($"  fault:     {violation.Fault?.ToString() ?? "none"}");
            console.WriteLine($"  when:      {violation.When}");
            console.WriteLine($"  expected:  {violation.Expected}");
            console.WriteLine($"  found:     {violation.Found}");
            console.WriteLine($"  reproduce: {Reproducer(violation)}");
        }
        Table table = new Table().Border(console.Profile.Capabilities.Unicode ? TableBorder.Simple : TableBorder.Markdown).AddColumn("what").AddColumn(new TableColumn("number").RightAligned());
        foreach ((string what, string number) in Rows(settings, result))
        {
            table.AddRow(new Text(what), new Text(number));
        }
        console.Write(table);
    }

    /// <summary>The command line that shows a violation again.</summary>
    public static string Reproducer(Violation violation) =>
        $"matrix --scenario \"{violation.Scenario}\"{(violation.Fault is null ? "" : $" --fault \"{violation.Fault}\"")}";

    /// <summary>The most memory that the process has had, in MiB.</summary>
    public static long PeakMebibytes()
    {
        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 >> 20;
    }

    private static IEnumerable<(string What, string Number)> Rows(MatrixSettings settings, MatrixResult result)
    {
        yield return ("scenarios", Number(result.Scenarios));
        yield return ("fault points", Number(result.FaultPoints));
        yield return ($"run ({settings.Share}{(result.IsStopped ? "; stopped before the end" : "")})", Number(result.Runs));
        foreach ((string kind, int count) in result.Faults.OrderBy(static kind => kind.Key, StringComparer.Ordinal))
        {
            yield return ($"  {kind}", Number(count));
        }
        yield return ("loads", Number(result.Loads));
        yield return ("violations", Number(result.Violations.Count));
        yield return ("seconds", result.Took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture));
        yield return ("peak memory in MiB", Number(PeakMebibytes()));
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
