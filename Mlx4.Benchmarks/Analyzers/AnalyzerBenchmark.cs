using System.Globalization;
using Mlx4.Benchmarks.Reporting;

namespace Mlx4.Benchmarks.Analyzers;

/// <summary>Times all analyzers over a type with many stages, and what they take of a whole build.</summary>
internal static class AnalyzerBenchmark
{
    // What the goals allow.
    private const double OwnToDisposalRules = 0.5;
    private const double WholeToDisposalRules = 1;
    private const double Growth = 1.5;

    /// <summary>The sizes whose time for a stage is compared.</summary>
    private const int Small = 100;
    private const int Large = 5000;

    /// <summary>The size at which contenders are compared: most of a round is theirs, and not the driver's.</summary>
    private const int Compared = 1000;

    private const string Bodies = """
        CA2000 makes a control flow graph only of bodies that make something disposable, here one stage in five, and says nothing of what the other four may lose. Ours follow every
        stage and every cleanup; the compiler's making of the graphs is a fifth of what they take. Next would be to read a body without a branch from its operations, without a graph.
        """;

    public static async Task<Report> RunAsync(bool quick, CancellationToken cancellation)
    {
        Report report = new("analyzers", "The time of the analyzers");
        report.Paragraph("""
            All analyzers over one type with stages of five kinds in turn (something made and disposed of, pages mapped in a loop with a rollback, a query, a subscription under a
            condition, a command with a translated error), beside the analyzers that look for what is not disposed of. The contenders take turns in one process, on one thread; each turn looks at
            a compilation that nobody has looked at before, so that what the compiler binds is in every figure. "An empty analyzer" asks for every body and does nothing with it:
            it shows what the compiler takes alone. Whole times are those of the processor, with the collection of what a turn leaves behind; own times are how long the compiler says that it was in a contender's code. Each is that
            of the shortest turn: others on the machine only make turns longer. IDisposableAnalyzers is measured up to 100 stages: with 1,000 a turn takes minutes. Nothing in the sources is wrong, so every report is a false one.
            """);
        Table table = new(
            ("stages", Align.Right), ("contender", Align.Left), ("ms", Align.Right), ("µs a stage", Align.Right), ("to Mlx4", Align.Right), ("own ms", Align.Right), ("own µs a stage", Align.Right), ("reports", Align.Right));
        BarChart chart = new("Time to that of Mlx4; shorter is faster");
        Dictionary<int, Standings> all = [];
        foreach (int size in quick ? [10, Small] : new[] { 10, Small, Compared, Large })
        {
            Standings standings = await new StageRace(size, quick).RunAsync(cancellation).ConfigureAwait(false);
            all.Add(size, standings);
            chart.AddGroup($"{size} stages");
            foreach (Contender contender in standings.Contenders)
            {
                const double MicrosecondsOfAMillisecond = 1000;
                double ratio = standings.Whole(contender) / standings.Whole(Contender.Ours);
                table.Add(
                    size.ToString("#,0", CultureInfo.InvariantCulture), contender.Name,
                    Figures.Short(standings.Whole(contender)), Figures.Short(standings.Whole(contender) / size * MicrosecondsOfAMillisecond), Figures.Ratio(ratio),
                    Figures.Short(standings.Own(contender)), Figures.Short(standings.Own(contender) / size * MicrosecondsOfAMillisecond),
                    standings.Reports(contender).ToString(CultureInfo.InvariantCulture));
                chart.Add(contender.Name, ratio, contender == Contender.Ours);
            }
        }
        report.Add(table);
        report.Add(chart, "time", "The time of each contender, to that of Mlx4");
        AddGoals(report, all);
        if (!quick)
        {
            report.Head("Of a whole build");
            SampleBuild.AddTo(report, OwnToDisposalRules);
        }
        return report;
    }

    private static void AddGoals(Report report, Dictionary<int, Standings> all)
    {
        (int size, Standings standings) = all.TryGetValue(Compared, out Standings? compared) ? (Compared, compared) : (Small, all[Small]);
        report.Add(Goal.AtMost($"{size:#,0} stages: whole time to that of CA2000 + CA2213", Ratio(standings.Whole), WholeToDisposalRules).IfMissed(Bodies));
        report.Add(Goal.AtMost($"{size:#,0} stages: own time to that of CA2000 + CA2213", Ratio(standings.Own), OwnToDisposalRules).IfMissed(Bodies));
        Standings? large = all.GetValueOrDefault(Large);
        string growth = $"time of a stage, of {Large:#,0} to that of {Small}";
        report.Add(Goal.AtMost($"own {growth}", large is null ? null : Grown(standings => standings.Own(Contender.Ours)), Growth).IfMissed("""
            The own time of a stage grows with their number, but not much beyond 1,000 of them: what is known of the paths of all stages is there until the last rule has looked at it, and with many stages the
            garbage collector moves it about. All that the compiler has bound is in the same case: the time of an analyzer that does nothing grows too. Next would be to keep less of a path.
            """));
        report.Add(Goal.AtMost(
            $"whole {growth}, to the same of an empty analyzer", large is null ? null : Grown(standings => standings.Whole(Contender.Ours)) / Grown(standings => standings.Whole(Contender.Empty)), Growth));

        static double Ratio(Func<Contender, double> time) => time(Contender.Ours) / time(Contender.NetAnalyzers);

        double Grown(Func<Standings, double> time) => time(large) / Large / (time(all[Small]) / Small);
    }
}
