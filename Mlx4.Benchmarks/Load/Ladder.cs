namespace Mlx4.Benchmarks.Load;

/// <summary>An object of a contender's class.</summary>
internal sealed class Ladder
{
    private readonly Action<int, bool, bool> _prepare;
    private readonly Func<ulong> _trace;

    public Ladder(Peer peer, object ladder)
    {
        Peer = peer;
        _prepare = ladder.GetType().GetMethod("Prepare")!.CreateDelegate<Action<int, bool, bool>>(ladder);
        _trace = ladder.GetType().GetProperty("Trace")!.GetMethod!.CreateDelegate<Func<ulong>>(ladder);
        Run = ladder.GetType().GetMethod("Run")!.CreateDelegate<Action<int>>(ladder);
        RunThrowing = ladder.GetType().GetMethod("RunThrowing")!.CreateDelegate<Action<int>>(ladder);
    }

    public Peer Peer { get; }

    /// <summary>Loads as many times as told, and unloads what was loaded.</summary>
    public Action<int> Run { get; }

    /// <summary>The same, where a stage throws.</summary>
    public Action<int> RunThrowing { get; }

    /// <summary>States which stage fails, if any, how, and whether a trace is left.</summary>
    public void Prepare(int failing, bool throws, bool isTraced) => _prepare(failing, throws, isTraced);

    /// <summary>What the stages and cleanups have left behind: their order.</summary>
    public ulong Trace => _trace();
}
