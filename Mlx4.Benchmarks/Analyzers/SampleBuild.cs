using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Mlx4.Benchmarks.Measuring;
using Mlx4.Benchmarks.Reporting;

namespace Mlx4.Benchmarks.Analyzers;

/// <summary>Builds the sample, in a folder of its own, and has the build and the compiler say where their time went (<c>ReportAnalyzer</c>).</summary>
internal static partial class SampleBuild
{
    private const string Analyzers = "analyzer";
    private const string Generators = "generator";

    // What the line of an assembly has, and those of its analyzers do not.
    private const string Assembly = ", Version=";
    private const string Ours = "Mlx4.Generators" + Assembly;

    private const double MillisecondsOfASecond = 1000;

    /// <summary>Adds the figures to a report, or the reason why there are none.</summary>
    /// <param name="report">The report.</param>
    /// <param name="bound">The goal for the time of Mlx4's analyzers, to that of CA2000 and CA2213.</param>
    public static void AddTo(Report report, double bound)
    {
        if (SourceTree.Root is not { } root)
        {
            report.Paragraph("Not measured: this program does not run in a checkout.");
            return;
        }
        string folder = Directory.CreateTempSubdirectory("mlx4-").FullName;
        try
        {
            Progress.Say("the sample: restoring, and building what it needs");
            if (!Build(root, folder, out _, "-p:RunAnalyzers=false"))
            {
                report.Paragraph("Not measured: the sample does not build.");
                return;
            }
            Progress.Say("the sample: building it with all analyzers");
            string log = Path.Combine(folder, "build.log");
            if (!Build(root, folder, out TimeSpan elapsed, "-p:ReportAnalyzer=true", "--no-dependencies", "--no-restore", "-fileLogger", $"-fileLoggerParameters:LogFile={log};Verbosity=detailed;PerformanceSummary"))
            {
                report.Paragraph("Not measured: the sample does not build with analyzers.");
                return;
            }
            report.Paragraph(string.Create(
                CultureInfo.InvariantCulture,
                $"`dotnet build --no-incremental --no-dependencies` of Mlx4.Sample took {elapsed.TotalSeconds:F1} s, with the compiler's server warm. This is where the build says that the compiler was, "
                + $"and the compiler that its analyzers and generators were. Theirs are summed over threads, so that all analyzers can have more than the compiler."));
            AddTimes(report, File.ReadAllLines(log), elapsed, bound);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Builds, and waits for the end of it: what the build leaves running, like the compiler's server, is not waited for.</summary>
    private static bool Build(string root, string folder, out TimeSpan elapsed, params string[] options)
    {
        ProcessStartInfo start = new("dotnet", ["build", Path.Combine(root, "Mlx4.Sample"), "--artifacts-path", folder, "--no-incremental", "--nologo", "--verbosity", "quiet", .. options]);
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        elapsed = Stopwatch.GetElapsedTime(begin);
        return process.ExitCode == 0;
    }

    private static void AddTimes(Report report, string[] log, TimeSpan elapsed, double bound)
    {
        List<(string Section, double Seconds, string Name)> entries = [];
        double compiler = 0;
        string section = "";
        foreach (string line in log)
        {
            if (Total().Match(line) is { Success: true } total)
            {
                section = total.Groups[1].Value;
            }
            else if (Task().Match(line) is { Success: true } task)
            {
                compiler = double.Parse(task.Groups[1].Value, CultureInfo.InvariantCulture) / MillisecondsOfASecond;
            }
            else if (Entry().Match(line) is { Success: true } entry)
            {
                entries.Add((section, Seconds(entry.Groups[1].Value), entry.Groups[2].Value));
            }
        }
        double ours = Of(Analyzers, Ours);
        double disposalRules = Of(Analyzers, "(CA2000)", "(CA2213)");
        Table table = new(("", Align.Left), ("s", Align.Right), ("of the build", Align.Right));
        Add("the compiler, with all that runs in it", compiler);
        Add("all analyzers", Of(Analyzers, Assembly));
        Add("Mlx4's analyzers", ours);
        Add("CA2000 and CA2213", disposalRules);
        Add("all generators", Of(Generators, Assembly));
        Add("Mlx4's generator", Of(Generators, Ours));
        report.Add(table);
        report.Add(Goal.AtMost("the sample's code: time to that of CA2000 + CA2213, as the compiler counts them", ours / disposalRules, bound));

        double Of(string kind, params string[] parts) =>
            entries.Where(entry => entry.Section == kind && parts.Any(part => entry.Name.Contains(part, StringComparison.Ordinal))).Sum(entry => entry.Seconds);

        void Add(string name, double seconds) =>
            table.Add(name, seconds.ToString("F2", CultureInfo.InvariantCulture), (seconds / elapsed.TotalSeconds).ToString("P1", CultureInfo.InvariantCulture));
    }

    /// <summary>What is too short to be told is told as <c>&lt;0.001</c>.</summary>
    private static double Seconds(string text) => text.StartsWith('<') ? 0 : double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Total (analyzer|generator) execution time: ([\d.]+) seconds")]
    private static partial Regex Total();

    // Milliseconds, the task, and how often.
    [GeneratedRegex(@"^\s*(\d+) ms\s+Csc\s")]
    private static partial Regex Task();

    // Seconds, percent, and the assembly or the analyzer with its rules.
    [GeneratedRegex(@"^\s*(<?\d+\.\d+)\s+<?\d+\s+(\S.*)$")]
    private static partial Regex Entry();
}
