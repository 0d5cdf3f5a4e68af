using Mlx4.Runtime;

namespace Mlx4.Diagrams.Model;

/// <summary>The order in which a pipeline is undone, and where a failure enters it. Stages are spoken of by their place in the table.</summary>
internal sealed class Ladder
{
    private readonly IReadOnlyList<StageInfo> _stages;
    private readonly ILookup<string, int> _moved;

    public Ladder(IReadOnlyList<StageInfo> stages)
    {
        _stages = stages;
        _moved = Enumerable.Range(0, stages.Count).Reverse().Where(stage => stages[stage].CleanupAt is not null).ToLookup(stage => stages[stage].CleanupAt!);
        Places = [.. Enumerable.Range(0, stages.Count).Reverse().Where(stage => stages[stage].CleanupAt is null).SelectMany(WithMoved)];
        Rungs = [.. Places.Where(stage => stages[stage].Cleanup is not null)];
    }

    /// <summary>All stages in the order in which they are undone. One that has a place with an earlier stage comes just before that.</summary>
    public IReadOnlyList<int> Places { get; }

    /// <summary>Those of them that have a cleanup, the one that runs first at the top.</summary>
    public IReadOnlyList<int> Rungs { get; }

    /// <summary>The rung at which the ladder is entered when a stage fails: the first that can have something to undo. Null if there is none.</summary>
    public int? EntryOf(int failed) => Rungs
        .Where(rung => rung < failed || (rung == failed && _stages[rung].ForEach is not null)) // The items of a loop that came before the failing one.
        .Select(rung => (int?)rung)
        .FirstOrDefault();

    /// <summary>The stage at whose place a stage is undone: its own, as a rule.</summary>
    public int PlaceOf(int stage) => _stages[stage].CleanupAt is { } method ? PlaceOf(IndexOf(method)) : stage;

    /// <summary>The stage of a method.</summary>
    public int IndexOf(string method) => _stages.TakeWhile(stage => stage.Method != method).Count();

    private IEnumerable<int> WithMoved(int stage) => _moved[_stages[stage].Method].SelectMany(WithMoved).Append(stage);
}
