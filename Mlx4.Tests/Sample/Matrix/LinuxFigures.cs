using System.Globalization;
using System.Runtime.CompilerServices;

namespace Mlx4.Tests.Sample.Matrix;

/// <summary>What Linux's driver makes of the recorded faults: how many of them show what.</summary>
/// <param name="Faults">How many faults there are.</param>
/// <param name="Leaks">After how many something is held for good.</param>
/// <param name="DoubleReleases">After how many something is given back that had been given back.</param>
/// <param name="BogusReleases">After how many something is given back that nobody had taken.</param>
/// <param name="BogusSuccesses">After how many the load says that it has succeeded, and everything is undone.</param>
/// <param name="Endless">How many end in a crash or never.</param>
/// <param name="Hazards">After how many something else goes wrong.</param>
/// <param name="Any">After how many any of these shows, bogus releases left out.</param>
internal sealed record LinuxFigures(int Faults, int Leaks, int DoubleReleases, int BogusReleases, int BogusSuccesses, int Endless, int Hazards, int Any)
{
    /// <summary>Counts in the recorded scenarios.</summary>
    public static LinuxFigures Count(params string[] scenarios)
    {
        List<(string Scenario, int Fault, string Kind)> defects = [.. scenarios.SelectMany(ReadDefects)];
        List<(string Scenario, int Fault, string Outcome)> outcomes = [.. scenarios.SelectMany(ReadOutcomes)];
        return new LinuxFigures(
            outcomes.Count,
            With("leak"),
            With("double"),
            With("bogus"),
            outcomes.Count(fault => fault.Outcome == "bogus-success"),
            outcomes.Count(IsEndless),
            With("hazard"),
            defects.Where(defect => defect.Kind != "bogus").Select(defect => (defect.Scenario, defect.Fault)).Concat(outcomes.Where(IsEndless).Select(fault => (fault.Scenario, fault.Fault))).Distinct().Count());

        int With(string kind) => defects.Where(defect => defect.Kind == kind).Select(defect => (defect.Scenario, defect.Fault)).Distinct().Count();

        static bool IsEndless((string Scenario, int Fault, string Outcome) fault) => fault.Outcome is "crash" or "runaway";
    }

    /// <summary>The cells of a row of a table.</summary>
    public string Row => $"| {Faults} | {Leaks} | {DoubleReleases} | {BogusReleases} | {BogusSuccesses} | {Endless} | {Hazards} | {Any} |";

    /// <summary>The cells of a row of the README's table.</summary>
    public string ShortRow => $"| {Faults} | {Leaks} | {DoubleReleases} | {BogusSuccesses} | {Endless} |";

    /// <summary>The place of a file of the recorded traces.</summary>
    public static string PathOf(string file, [CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "../Traces", file);

    private static IEnumerable<(string Scenario, int Fault, string Kind)> ReadDefects(string scenario) => File.ReadLines(PathOf("defects.tsv"))
        .Select(line => line.Split('\t'))
        .Where(cells => cells[0] == scenario)
        .Select(cells => (scenario, int.Parse(cells[1], CultureInfo.InvariantCulture), cells[2]));

    /// <summary>The heads of the runs with a fault: <c>fault AT MODE RET OUTCOME</c>.</summary>
    private static IEnumerable<(string Scenario, int Fault, string Outcome)> ReadOutcomes(string scenario) => File.ReadLines(PathOf($"{scenario}.trace"))
        .Where(line => line.StartsWith("fault ", StringComparison.Ordinal))
        .Select((line, number) => (scenario, number, line.Split(' ')[4]));
}
