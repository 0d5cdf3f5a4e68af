using System.Globalization;
using Mlx4.Benchmarks.Load.Peers;
using Mlx4.Benchmarks.Measuring;
using Mlx4.Benchmarks.Reporting;

namespace Mlx4.Benchmarks.Load;

/// <summary>The generated ladder beside other ways to write it.</summary>
internal static class LoadBenchmark
{
    // What a goal allows, to the peer that it names.
    private const double ToGoto = 1.05;
    private const double ToNestedTry = 1;
    private const double ActionStackTo = 8;

    private const string Frames = """
        Against goto and nested try/finally: generated code refuses a second load from any thread, with an atomic exchange at the beginning of a load and of an unload; it has its ladder once, in a method of its own, which failures,
        exceptions and unloads enter alike; and where a handler may look, the runtime's compiler keeps the object and the position on the stack instead of in registers. That is a few nanoseconds a load and a part of one a stage, which show
        since the stages do next to nothing. The first two could be spared by writing the ladder out in each place that enters it, which nobody would want to read.
        """;

    private const string Calls = """
        Against Stack<Action>: the stages and cleanups that all contenders call are in both times, and of that of Mlx4 they are nearly all. What the stack adds for each stage, a delegate and its call, is several times as much;
        the ratio would reach 8 only if what is called cost nothing.
        """;

    public static Report Run(bool quick)
    {
        Race race = quick ? new(TimeSpan.FromMilliseconds(1), rounds: 5) : new(TimeSpan.FromMilliseconds(2), rounds: 40);
        Report report = new("load", "The time of a load");
        report.Paragraph("""
            Each contender is a class with the same stages and cleanups, written by one builder of sources (`Mlx4.Benchmarks/Load`) and compiled with optimization;
            only what calls them differs. A stage and a cleanup are methods of their own that are never inlined and note in a field of their own that they ran; before a race they
            leave a trace of their order too, and the traces of all contenders have to be the same. The contenders take turns of 2 ms, and each round begins with another one.
            The shortest of 40 turns counts, since what others do on the machine only adds to it. That is done three times, each with the code loaded anew: where the runtime's
            compiler puts a method, and what it has learned, differ a little. Times and ratios are the medians of these three. Each outcome is learned for itself. Bytes are what a load allocates; the code is what the runtime's compiler has made, without the stages themselves.
            """);
        report.Head("What each of them promises");
        report.Paragraph("They are not equals: what is faster here may do less.");
        report.Add(Promises());

        Scenario[] scenarios = [.. Scenarios(quick)];
        Dictionary<Shape, LadderAssembly> assemblies = scenarios.Select(scenario => scenario.Shape).Distinct().ToDictionary(shape => shape, LadderAssembly.Compile);
        Quiet.Wait();
        List<(Scenario Scenario, IReadOnlyList<Result> Results)> races = [];
        using (CodeSizes sizes = new())
        {
            LadderRace ladders = new(race, quick ? 1 : 3, sizes);
            races.AddRange(scenarios.Select(scenario => (scenario, ladders.Run(assemblies[scenario.Shape], scenario))));
        }

        report.Head("To a goto written by hand");
        report.Add(ChartOf(races.Where(race => race.Scenario.Shape.Variant == Variant.Plain)), "plain", "The time of each contender, to that of goto");
        report.Add(ChartOf(races.Where(race => race.Scenario.Shape.Variant != Variant.Plain)), "variants", "The same with conditions, loops and watchers");
        foreach ((Scenario scenario, IReadOnlyList<Result> results) in races)
        {
            report.Head(scenario.Name);
            report.Add(TableOf(results));
        }
        if (!quick)
        {
            report.Head("By BenchmarkDotNet");
            report.Paragraph("Two of the races once more. BenchmarkDotNet runs one contender after the other, so what the machine does meanwhile is in its figures.");
            report.Add(SecondOpinion.Ask());
        }
        AddGoals(report, races, assemblies.Where(assembly => !assembly.Key.IsWatched).All(assembly => assembly.Value.HooksLeaveNothing));
        return report;
    }

    private static IEnumerable<Scenario> Scenarios(bool quick)
    {
        foreach (int stages in quick ? [5, 20] : new[] { 5, 20, 100 })
        {
            foreach (Outcome outcome in Enum.GetValues<Outcome>())
            {
                yield return new Scenario(new Shape(stages, Variant.Plain), outcome);
            }
        }
        const int Stages = 20;
        foreach (Variant variant in new[] { Variant.Conditions, Variant.Loops, Variant.Watched })
        {
            yield return new Scenario(new Shape(Stages, variant), Outcome.Success);
            yield return new Scenario(new Shape(Stages, variant), Outcome.MiddleFails);
        }
    }

    private static Table Promises()
    {
        Table table = new(
            ("contender", Align.Left), ("undoes a stage that throws", Align.Left), ("goes on when a cleanup throws", Align.Left), ("refuses a second load, from any thread", Align.Left));
        foreach (Peer peer in LadderAssembly.All)
        {
            table.Add(peer.Name, YesOrNo(peer.UnwindsExceptions), YesOrNo(peer.SurvivesCleanups), YesOrNo(peer.RefusesTwice));
        }
        table.Add(LadderRace.CName, "there are none", "there are none", "no");
        return table;

        static string YesOrNo(bool value) => value ? "yes" : "no";
    }

    /// <summary>The contender that the others are held against: goto, and where that does not do it, ours.</summary>
    private static Result BaseOf(IReadOnlyList<Result> results) => results.FirstOrDefault(result => result.Name == GotoPeer.Peer.Name) ?? results[0];

    private static Table TableOf(IReadOnlyList<Result> results)
    {
        Result first = BaseOf(results);
        Table table = new(("contender", Align.Left), ("ns", Align.Right), ($"to {first.Name}", Align.Right), ("bytes", Align.Right), ("code, bytes", Align.Right));
        foreach (Result result in results)
        {
            table.Add(
                result.Name,
                Figures.Short(result.Time.Median),
                Figures.Ratio(result.Time.RatioTo(first.Time)),
                Figures.Short(result.Bytes),
                result.CodeBytes?.ToString("#,0", CultureInfo.InvariantCulture) ?? "–");
        }
        return table;
    }

    private static BarChart ChartOf(IEnumerable<(Scenario Scenario, IReadOnlyList<Result> Results)> races)
    {
        BarChart chart = new("Time to that of goto (to Mlx4 where a stage throws); shorter is faster");
        foreach ((Scenario scenario, IReadOnlyList<Result> results) in races)
        {
            chart.AddGroup(scenario.Name);
            foreach (Result result in results)
            {
                chart.Add(result.Name, result.Time.RatioTo(BaseOf(results).Time), result.Name == GeneratedPeer.Peer.Name);
            }
        }
        return chart;
    }

    private static void AddGoals(Report report, List<(Scenario Scenario, IReadOnlyList<Result> Results)> races, bool hooksLeaveNothing)
    {
        foreach (Outcome outcome in new[] { Outcome.Success, Outcome.MiddleFails, Outcome.LastFails })
        {
            (Scenario Scenario, IReadOnlyList<Result> Results)[] plain = [.. races.Where(race => race.Scenario.Shape.Variant == Variant.Plain && race.Scenario.Outcome == outcome)];
            string which = $"{plain[0].Scenario.Ending}, the worst of {string.Join(", ", plain.Select(race => race.Scenario.Shape.Stages))} stages";
            report.Add(Goal.AtMost($"{which}: to goto", plain.Max(race => Ratio(race.Results, GeneratedPeer.Peer, GotoPeer.Peer)), ToGoto).IfMissed(Frames));
            report.Add(Goal.AtMost($"{which}: to nested try/finally", plain.Max(race => Ratio(race.Results, GeneratedPeer.Peer, NestedTryPeer.Peer)), ToNestedTry).IfMissed(Frames));
            report.Add(Goal.AtMost($"{which}: to goto with a guard", plain.Max(race => Ratio(race.Results, GeneratedPeer.Peer, GotoPeer.Guarded)), ToGoto).IfMissed(Frames));
            report.Add(Goal.AtLeast($"{which}: Stack<Action> to Mlx4", plain.Min(race => Ratio(race.Results, ActionStackPeer.Peer, GeneratedPeer.Peer)), ActionStackTo).IfMissed(Calls));
        }
        double bytes = races.Where(race => !race.Scenario.Throws && !race.Scenario.Shape.IsWatched).Max(race => Find(race.Results, GeneratedPeer.Peer).Bytes);
        report.Add(Goal.AtMost("bytes that a load allocates, the most of all races without an exception and without watchers", bytes, 0));
        report.Add(Goal.That("hooks that are not implemented leave no trace: without them each method is the same, instruction for instruction", hooksLeaveNothing));
    }

    private static Result Find(IReadOnlyList<Result> results, Peer peer) => results.First(result => result.Name == peer.Name);

    private static double Ratio(IReadOnlyList<Result> results, Peer peer, Peer other) => Find(results, peer).Time.RatioTo(Find(results, other).Time);
}
