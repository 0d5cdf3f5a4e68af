using System.Collections.Generic;
using System.Linq;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Emit;

/// <summary>
/// The order of the cleanups: the rungs from the top down, and for each stage the rung at which the ladder is entered when that
/// stage fails.
/// </summary>
internal sealed class Ladder
{
    private readonly EquatableArray<StageModel> _stages;
    private readonly List<int> _order = [];
    private readonly HashSet<int> _stops;
    private readonly HashSet<int> _entries;

    public Ladder(EquatableArray<StageModel> stages)
    {
        _stages = stages;
        _stops = [.. Enumerable.Range(0, stages.Count).Where(IsRewound).Select(stage => stages[stage].Restart!.From)];
        for (int i = stages.Count - 1; i >= 0; i--)
        {
            if (stages[i].CleanupAt < 0)
            {
                AddGroup(i);
            }
        }
        // Where nothing stands below, the ladder ends by itself.
        _stops.RemoveWhere(stop => _order.Skip(_order.IndexOf(stop) + 1).All(stage => stages[stage].Cleanup is null));
        Rungs = [.. _order.Where(IsRung)];
        _entries = [.. Enumerable.Range(0, stages.Count + 1).Select(EntryOf)];
    }

    /// <summary>The stages that have a rung, in the order in which they are undone.</summary>
    public IReadOnlyList<int> Rungs { get; }

    /// <summary>Whether there is anything to undo at all.</summary>
    public bool IsEmpty => _stages.All(stage => stage.Cleanup is null);

    /// <summary>Whether the stage restarts with something to undo: one that is only tried again has undone itself, unless it is a loop.</summary>
    public bool IsRewound(int stage) =>
        _stages[stage] is { Restart: RestartModel restart } model && (restart.From < stage || model is { ForEach: not null, Cleanup: not null });

    /// <summary>Whether the ladder can end at the stage, because a restart goes back to it.</summary>
    public bool StopsAt(int stage) => _stops.Contains(stage);

    /// <summary>Whether the ladder is entered at the stage's rung.</summary>
    public bool IsEntry(int stage) => _entries.Contains(stage);

    /// <summary>Whether the ladder is ever told to end before the bottom.</summary>
    public bool HasStops => _stops.Count > 0;

    /// <summary>The rung at which the ladder is entered when a stage fails; the number of stages stands for all of them having completed.</summary>
    /// <returns>A stage that has a rung, or -1 if there is nothing to undo.</returns>
    public int EntryOf(int failed)
    {
        if (failed < _stages.Count && _stages[failed] is { ForEach: not null, Cleanup: not null, CleanupAt: < 0 })
        {
            return failed;
        }
        int below = failed - 1;
        while (below >= 0 && _stages[below].CleanupAt >= 0)
        {
            below--;
        }
        if (below < 0)
        {
            return -1;
        }
        // The first of those whose cleanups stand at the stage below, or the stage itself.
        int first = _order.IndexOf(below);
        while (first > 0 && RootOf(_order[first - 1]) == below)
        {
            first--;
        }
        return _order.Skip(first).Where(IsRung).Append(-1).First();
    }

    private void AddGroup(int stage)
    {
        for (int i = _stages.Count - 1; i > stage; i--)
        {
            if (_stages[i].CleanupAt == stage)
            {
                AddGroup(i);
            }
        }
        _order.Add(stage);
    }

    private int RootOf(int stage)
    {
        while (_stages[stage].CleanupAt >= 0)
        {
            stage = _stages[stage].CleanupAt;
        }
        return stage;
    }

    private bool IsRung(int stage) => _stages[stage].Cleanup is not null || _stops.Contains(stage);
}
