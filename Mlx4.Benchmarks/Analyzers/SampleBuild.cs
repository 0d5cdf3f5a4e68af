using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Mlx4.Benchmarks.Measuring;
using Mlx4.Benchmarks.Reporting;

namespace Mlx4.Benchmarks.Analyzers;

/// <summary>Builds the sample, in a folder of its own, and has the compiler say where its time went (<c>ReportAnalyzer</c>).</summary>
internal static partial class SampleBuild
{
    private const string Analyzers = "analyzer";
    private const string Generators = "generator";

    /// <summary>Adds the figures to a report, or the reason why there are none.</summary>
    public static void AddTo(Report report)
    {
        if (SourceTree.Root is not { } root)
        {
            report.Paragraph("Not measured: this program does not run in a checkout.");
            return;
        }
        string folder = Directory.CreateTempSubdirectory("mlx4-").FullName;
        try
        {
            // The first one restores, builds what the sample needs, and starts the compiler's server.
            if (Build(root, folder, out _, "-p:RunAnalyzers=false") is null
                || Build(root, folder, out TimeSpan elapsed, "-p:ReportAnalyzer=true", "--no-dependencies", "--no-restore") is not { } log)
            {
                report.Paragraph("Not measured: the sample does not build.");
                return;
            }
            report.Paragraph(string.Create(
                CultureInfo.InvariantCulture,
                $"`dotnet build --no-incremental --no-dependencies` of Mlx4.Sample took {elapsed.TotalSeconds:F1} s, with the compiler's server warm. This is where the compiler says that its analyzers and generators were; "
                + $"the seconds are summed over threads."));
            report.Add(TableOf(log));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Build(string root, string folder, out TimeSpan elapsed, params string[] options)
    {
        ProcessStartInfo start = new(
            "dotnet",
            ["build", Path.Combine(root, "Mlx4.Sample"), "--artifacts-path", folder, "--no-incremental", "--nologo", "--verbosity", "detailed", .. options])
        {
            RedirectStandardOutput = true,
        };
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        string log = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        elapsed = Stopwatch.GetElapsedTime(begin);
        return process.ExitCode == 0 ? log : null;
    }

    private static Table TableOf(string log)
    {
        Dictionary<string, double> totals = [];
        List<(string Section, double Seconds, string Name)> entries = [];
        string section = "";
        foreach (string line in log.Split('\n'))
        {
            if (Total().Match(line) is { Success: true } total)
            {
                section = total.Groups[1].Value;
                totals[section] = Seconds(total.Groups[2].Value);
            }
            else if (Entry().Match(line) is { Success: true } entry)
            {
                entries.Add((section, Seconds(entry.Groups[1].Value), entry.Groups[2].Value));
            }
        }
        Table table = new(("", Align.Left), ("s", Align.Right), ("share", Align.Right));
        Add("Mlx4's analyzers", Analyzers, "Mlx4.Generators, Version");
        Add("CA2000 and CA2213", Analyzers, "(CA2000)", "(CA2213)");
        Add("all analyzers", Analyzers, ", Version=");
        Add("Mlx4's generator", Generators, "Mlx4.Generators, Version");
        Add("all generators", Generators, ", Version=");
        return table;

        void Add(string name, string kind, params string[] parts)
        {
            double seconds = entries.Where(entry => entry.Section == kind && parts.Any(part => entry.Name.Contains(part, StringComparison.Ordinal))).Sum(entry => entry.Seconds);
            table.Add(name, seconds.ToString("F2", CultureInfo.InvariantCulture), (seconds / totals.GetValueOrDefault(kind, 1)).ToString("P1", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>What is too short to be told is told as <c>&lt;0.001</c>.</summary>
    private static double Seconds(string text) => text.StartsWith('<') ? 0 : double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Total (analyzer|generator) execution time: ([\d.]+) seconds")]
    private static partial Regex Total();

    // Seconds, percent, and the assembly or the analyzer with its rules.
    [GeneratedRegex(@"^\s*(<?\d+\.\d+)\s+<?\d+\s+(\S.*)$")]
    private static partial Regex Entry();
}
