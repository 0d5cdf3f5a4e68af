using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Mlx4.Benchmarks.Measuring;
using Mlx4.Benchmarks.Reporting;

namespace Mlx4.Benchmarks.Analyzers;

/// <summary>
/// Times all analyzers over a type with many stages. Each round looks at a compilation that nothing has looked at before, so that
/// what the compiler has to bind is in every figure; the contenders take turns, and each has the median of its rounds.
/// </summary>
internal static class AnalyzerBenchmark
{
    // What the goals allow.
    private const double ToDisposalRules = 0.5;
    private const double Growth = 1.5;

    /// <summary>The sizes whose time for a stage is compared.</summary>
    private const int Small = 100;
    private const int Large = 5000;

    /// <summary>From this size on a round takes seconds, and there are fewer of them.</summary>
    private const int Slow = 5000;

    public static async Task<Report> RunAsync(bool quick, CancellationToken cancellation)
    {
        Report report = new("analyzers", "The time of the analyzers");
        report.Paragraph("""
            All analyzers over one type with stages of five kinds in turn (something made and disposed of, pages mapped in a loop with a rollback, a query, a subscription under a
            condition, a command with a translated error), beside the analyzers that look for what is not disposed of. The contenders take turns in one process; each round looks at
            a compilation that nobody has looked at before, so that what the compiler binds is in every figure. "An empty analyzer" asks for every body and does nothing with it:
            what a contender takes above that is its own. Times are those of all threads together, not of the day. IDisposableAnalyzers is measured up to 100 stages: with 1,000 a round takes minutes. Nothing in the sources is wrong, so every report is a false one.
            """);
        Table table = new(
            ("stages", Align.Right), ("contender", Align.Left), ("ms", Align.Right), ("ms a stage", Align.Right), ("to Mlx4", Align.Right), ("own ms", Align.Right), ("reports", Align.Right));
        BarChart chart = new("Time to that of Mlx4; shorter is faster");
        Dictionary<(int Stages, Contender Contender), Series> own = [];
        if (!quick)
        {
            // The compiler itself has to be warm before anything is timed.
            await MeasureAsync(Small, rounds: 1, cancellation).ConfigureAwait(false);
        }
        foreach (int size in quick ? [10, Small] : new[] { 10, Small, 1000, Large })
        {
            Dictionary<Contender, (Series Time, int Reports)> results = await MeasureAsync(size, quick ? 1 : size < Slow ? 5 : 2, cancellation).ConfigureAwait(false);
            chart.AddGroup($"{size} stages");
            foreach ((Contender contender, (Series time, int reports)) in results)
            {
                own[(size, contender)] = time.Minus(results[Contender.Empty].Time);
                double ratio = time.RatioTo(results[Contender.Ours].Time);
                table.Add(
                    size.ToString("#,0", CultureInfo.InvariantCulture), contender.Name, Figures.Short(time.Median), Figures.Short(time.Median / size), Figures.Ratio(ratio),
                    Figures.Short(own[(size, contender)].Median), reports.ToString(CultureInfo.InvariantCulture));
                chart.Add(contender.Name, ratio, contender == Contender.Ours);
            }
        }
        report.Add(table);
        report.Add(chart, "time", "The time of each contender, to that of Mlx4");

        int compared = quick ? Small : 1000;
        double rules = own[(compared, Contender.NetAnalyzers)].Median;
        report.Add(Goal.AtMost(
            $"{compared:#,0} stages: own time to that of CA2000 + CA2213", rules > 0 ? own[(compared, Contender.Ours)].Median / rules : null, ToDisposalRules));
        report.Add(Goal.AtMost(
            $"own time of a stage, of {Large:#,0} to that of {Small}",
            own.TryGetValue((Large, Contender.Ours), out Series? large) ? large.Median / Large / (own[(Small, Contender.Ours)].Median / Small) : null,
            Growth));
        if (!quick)
        {
            report.Head("Of a whole build");
            SampleBuild.AddTo(report);
        }
        return report;
    }

    private static async Task<Dictionary<Contender, (Series Time, int Reports)>> MeasureAsync(int size, int rounds, CancellationToken cancellation)
    {
        Contender[] contenders = [.. new[] { Contender.Ours, Contender.NetAnalyzers, Contender.Disposable, Contender.Empty }.Where(contender => contender.MostStages >= size)];
        Quiet.Wait();
        Dictionary<Contender, (Series Time, int Reports)> results = contenders.ToDictionary(contender => contender, _ => (new Series(), 0));
        // The first round warms the machine up.
        for (int round = -1; round < rounds; round++)
        {
            foreach (Contender contender in contenders)
            {
                Compilation compilation = Compile(size);
                TimeSpan begin = Environment.CpuUsage.TotalTime;
                ImmutableArray<Diagnostic> diagnostics = await AnalyzeAsync(contender, compilation, cancellation).ConfigureAwait(false);
                if (round >= 0)
                {
                    results[contender].Time.Add((Environment.CpuUsage.TotalTime - begin).TotalMilliseconds);
                    results[contender] = (results[contender].Time, diagnostics.Length);
                }
            }
        }
        return results;
    }

    private static Compilation Compile(int stages)
    {
        Compilation output = Sources.WithGenerated(Sources.Compile(StageSource.Of(stages)));
        Sources.ThrowOnError(output.GetDiagnostics());
        // A clone, so that nothing of what was just bound is there any more.
        return output.WithOptions(output.Options.WithConcurrentBuild(true));
    }

    private static Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Contender contender, Compilation compilation, CancellationToken cancellation)
    {
        ImmutableDictionary<string, ReportDiagnostic> options = contender.Analyzers
            .SelectMany(analyzer => analyzer.SupportedDiagnostics)
            .Select(rule => rule.Id).Distinct()
            .ToImmutableDictionary(id => id, id => contender.Rules.Contains(id) ? ReportDiagnostic.Warn : ReportDiagnostic.Suppress);
        Compilation asked = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(options));
        return asked.WithAnalyzers(contender.Analyzers).GetAnalyzerDiagnosticsAsync(cancellation);
    }
}
