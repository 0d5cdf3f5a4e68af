using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Load;

/// <summary>Lets all contenders climb one ladder, after it has made sure that they do the same.</summary>
/// <param name="race">How they are timed.</param>
/// <param name="launches">How many times the code is loaded anew: where the compiler puts a method, and what it has learned, differ a little each time.</param>
/// <param name="sizes">Knows what has been compiled.</param>
internal sealed class LadderRace(Race race, int launches, CodeSizes sizes)
{
    /// <summary>The contender that is not in C#.</summary>
    public const string CName = "C, function table, -O2";

    /// <summary>The trace of this many loads is compared.</summary>
    private const int ComparedLoads = 3;

    /// <summary>This many loads are looked at for what they allocate.</summary>
    private const int WeighedLoads = 64;

    /// <summary>Runs a race.</summary>
    /// <returns>A result for each contender that can be in it.</returns>
    public IReadOnlyList<Result> Run(LadderAssembly assembly, Scenario scenario)
    {
        Peer[] peers = [.. assembly.Peers.Where(peer => !scenario.Throws || peer.UnwindsExceptions)];
        using CLadder? c = scenario.Throws || scenario.Shape.IsWatched ? null : CLadder.TryCompile(scenario.Shape);
        Result[] results = [.. peers.Select(peer => peer.Name).Concat(c is null ? [] : [CName]).Select(name => new Result(name))];
        for (int launch = 0; launch < launches; launch++)
        {
            Launch(assembly, peers, c, scenario, results);
        }
        return results;
    }

    private void Launch(LadderAssembly assembly, Peer[] peers, CLadder? c, Scenario scenario, Result[] results)
    {
        sizes.Clear();
        Ladder[] ladders = [.. assembly.Load(peers)];
        AssertSameTrace(ladders, c, scenario);
        List<Action<int>> contenders = [.. ladders.Select(ladder => scenario.Throws ? ladder.RunThrowing : ladder.Run)];
        if (c is not null)
        {
            contenders.Add(c.Run);
        }
        Series[] times = race.Run(contenders, () => peers.All(IsCompiled));
        for (int i = 0; i < contenders.Count; i++)
        {
            // What others do on the machine only adds to a turn, so the shortest is the truest.
            results[i].Time.Add(times[i].Minimum);
            results[i].Bytes = Weigh(contenders[i]);
            results[i].CodeBytes = i < peers.Length ? CodeOf(peers[i]) : null;
        }
    }

    private bool IsCompiled(Peer peer) => sizes.Of(TypeOf(peer)).Any(method => method.Method.StartsWith("Load", StringComparison.Ordinal));

    private int? CodeOf(Peer peer) =>
        IsCompiled(peer) ? sizes.Of(TypeOf(peer)).Where(method => !LadderSource.IsCommon(method.Method)).Sum(method => method.Bytes) : null;

    private static string TypeOf(Peer peer) => $"{LadderSource.Namespace}.{peer.Class}";

    private static void AssertSameTrace(Ladder[] ladders, CLadder? c, Scenario scenario)
    {
        List<ulong> traces = [];
        foreach (Ladder ladder in ladders)
        {
            ladder.Prepare(scenario.Failing, scenario.Throws, isTraced: true);
            (scenario.Throws ? ladder.RunThrowing : ladder.Run)(ComparedLoads);
            traces.Add(ladder.Trace);
            ladder.Prepare(scenario.Failing, scenario.Throws, isTraced: false);
        }
        if (c is not null)
        {
            c.Prepare(scenario.Failing, isTraced: true);
            c.Run(ComparedLoads);
            traces.Add(c.Trace);
            c.Prepare(scenario.Failing, isTraced: false);
        }
        if (traces.Distinct().Count() != 1)
        {
            throw new InvalidOperationException($"The contenders do not do the same: {scenario.Name}.");
        }
    }

    private static double Weigh(Action<int> contender)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        contender(WeighedLoads);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)WeighedLoads;
    }
}
