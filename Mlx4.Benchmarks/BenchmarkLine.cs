using System.CommandLine;
using Mlx4.Benchmarks.Analyzers;
using Mlx4.Benchmarks.Card;
using Mlx4.Benchmarks.Generator;
using Mlx4.Benchmarks.Load;
using Mlx4.Benchmarks.Measuring;
using Mlx4.Benchmarks.Reporting;

namespace Mlx4.Benchmarks;

/// <summary>The command line.</summary>
internal static class BenchmarkLine
{
    public static RootCommand Create()
    {
        Option<bool> quick = new("--quick") { Description = "Fewer sizes and rounds: shows that it works, the figures say little.", Recursive = true };
        Option<string?> output = new("--output") { Description = "The folder of the pages and images; docs/performance unless stated.", Recursive = true };
        RootCommand root = new("Measures Mlx4 beside its peers, as ratios within one run, and writes pages and images.") { quick, output };
        foreach ((string name, string description, Func<bool, CancellationToken, Task<Report>> run) in Benchmarks)
        {
            Command command = new(name, description);
            command.SetAction((parsed, cancellation) => RunAsync([run], parsed.GetValue(quick), parsed.GetValue(output), cancellation));
            root.Add(command);
        }
        Command all = new("all", "All of them.");
        all.SetAction((parsed, cancellation) => RunAsync([.. Benchmarks.Select(benchmark => benchmark.Run)], parsed.GetValue(quick), parsed.GetValue(output), cancellation));
        root.Add(all);
        return root;
    }

    private static readonly (string Name, string Description, Func<bool, CancellationToken, Task<Report>> Run)[] Benchmarks =
    [
        ("load", "The generated ladder beside goto, nested try/finally, stacks and tables.", static (quick, _) => Task.FromResult(LoadBenchmark.Run(quick))),
        ("generator", "The time of the generator, beside generators of the .NET SDK.", static (quick, _) => Task.FromResult(GeneratorBenchmark.Run(quick))),
        ("card", "The card and its driver: commands, registers, loads, memory, vfio-user.", static (quick, _) => Task.FromResult(CardBenchmark.Run(quick))),
        ("analyzers", "The time of all analyzers, beside CA2000 with CA2213 and IDisposableAnalyzers on the same sources.", AnalyzerBenchmark.RunAsync),
    ];

    private static async Task RunAsync(
        IEnumerable<Func<bool, CancellationToken, Task<Report>>> benchmarks, bool quick, string? output, CancellationToken cancellation)
    {
        string folder = output ?? Path.Combine(SourceTree.Root ?? Environment.CurrentDirectory, "docs", "performance");
        foreach (Func<bool, CancellationToken, Task<Report>> benchmark in benchmarks)
        {
            Report report = await benchmark(quick, cancellation).ConfigureAwait(false);
            string circumstances = Circumstances.Describe(quick);
            report.Write(folder, circumstances);
            await Console.Out.WriteLineAsync(report.Page(circumstances)).ConfigureAwait(false);
        }
        GoalPage.Write(folder, Benchmarks.Select(benchmark => benchmark.Name));
    }
}
