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
    private readonly int[] _entries;
    private readonly bool[] _entered;

    public Ladder(EquatableArray<StageModel> stages)
    {
        _stages = stages;
        int[] start = ArrangeGroups();
        int[] place = new int[stages.Count];
        for (int i = 0; i < _order.Count; i++)
        {
            place[_order[i]] = i;
        }
        int lowest = _order.FindLastIndex(stage => stages[stage].Cleanup is not null);
        IsEmpty = lowest < 0;
        // Where nothing stands below, the ladder ends by itself.
        _stops = [.. Enumerable.Range(0, stages.Count).Where(IsRewound).Select(stage => StopOf(stages[stage].Restart!.From)).Where(stop => place[stop] < lowest)];
        Rungs = [.. _order.Where(IsRung)];
        _entries = FindEntries(start);
        _entered = new bool[stages.Count];
        foreach (int entry in _entries)
        {
            if (entry >= 0)
            {
                _entered[entry] = true;
            }
        }
    }

    /// <summary>The stages that have a rung, in the order in which they are undone.</summary>
    public IReadOnlyList<int> Rungs { get; }

    /// <summary>Whether there is nothing to undo at all.</summary>
    public bool IsEmpty { get; }

    /// <summary>Whether the ladder is ever told to end before the bottom.</summary>
    public bool HasStops => _stops.Count > 0;

    /// <summary>Whether the stage restarts with something to undo: one that is only tried again has undone itself, unless it is a loop.</summary>
    public bool IsRewound(int stage)
    {
        if (IsEmpty || _stages[stage].Restart is not RestartModel restart)
        {
            return false;
        }
        int stop = StopOf(restart.From);
        return stop < stage || (stop == stage && _stages[stage] is { ForEach: not null, Cleanup: not null });
    }

    /// <summary>The stage at which the ladder ends if a restart goes back to one: that one, or the first after it that stands at its own place.</summary>
    public int StopOf(int from)
    {
        while (from < _stages.Count && _stages[from].CleanupAt >= 0)
        {
            from++;
        }
        return from;
    }

    /// <summary>Whether the ladder can end at the stage, because a restart goes back to it.</summary>
    public bool StopsAt(int stage) => _stops.Contains(stage);

    /// <summary>Whether the ladder is entered at the stage's rung.</summary>
    public bool IsEntry(int stage) => _entered[stage];

    /// <summary>The rung at which the ladder is entered when a stage fails; the number of stages stands for all of them having completed.</summary>
    /// <returns>A stage that has a rung, or -1 if there is nothing to undo.</returns>
    public int EntryOf(int failed) => _entries[failed];

    /// <summary>Puts the stages in the order in which they are undone: each after those whose cleanups stand just before its own.</summary>
    /// <returns>For each stage that stands at its own place, where its group begins.</returns>
    private int[] ArrangeGroups()
    {
        List<int>?[] moved = new List<int>?[_stages.Count];
        int[] start = new int[_stages.Count];
        for (int i = _stages.Count - 1; i >= 0; i--)
        {
            if (_stages[i].CleanupAt >= 0)
            {
                (moved[_stages[i].CleanupAt] ??= []).Add(i);
            }
        }
        for (int i = _stages.Count - 1; i >= 0; i--)
        {
            if (_stages[i].CleanupAt < 0)
            {
                start[i] = _order.Count;
                Add(i);
            }
        }
        return start;

        void Add(int stage)
        {
            moved[stage]?.ForEach(Add);
            _order.Add(stage);
        }
    }

    private int[] FindEntries(int[] start)
    {
        // The first rung from each place of the order on.
        int[] next = new int[_order.Count + 1];
        next[_order.Count] = -1;
        for (int i = _order.Count - 1; i >= 0; i--)
        {
            next[i] = IsRung(_order[i]) ? _order[i] : next[i + 1];
        }

        int[] entries = new int[_stages.Count + 1];
        int below = -1; // The newest stage that has completed and stands at its own place.
        for (int failed = 0; failed <= _stages.Count; failed++)
        {
            bool undoesItsItems = failed < _stages.Count && _stages[failed] is { ForEach: not null, Cleanup: not null, CleanupAt: < 0 };
            entries[failed] = undoesItsItems ? failed : below < 0 ? -1 : next[start[below]];
            if (failed < _stages.Count && _stages[failed].CleanupAt < 0)
            {
                below = failed;
            }
        }
        return entries;
    }

    private bool IsRung(int stage) => _stages[stage].Cleanup is not null || _stops.Contains(stage);
}
