using System.Collections.Generic;
using System.Collections.Immutable;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>A state that has come to a block.</summary>
/// <param name="State">The state.</param>
/// <param name="Visits">How often the path has been at each block.</param>
internal sealed record Arrival(PathState State, ImmutableArray<byte> Visits);

/// <summary>The states that wait at the blocks of a body. The first block is run first, so that those that come to one from several sides meet there.</summary>
/// <param name="blocks">How many blocks there are.</param>
internal sealed class Waiting(int blocks)
{
    /// <summary>How many states may wait at a block before those that did the same become one.</summary>
    private const int MostApart = 8;

    /// <summary>How many may wait at a block at all.</summary>
    private const int MostAtOnce = 128;

    private readonly List<Arrival>?[] _arrivals = new List<Arrival>?[blocks];
    private int _first = blocks;

    /// <summary>Whether more came to a block than can be followed.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Lets a state wait at a block.</summary>
    public void Add(int block, Arrival arrival)
    {
        (_arrivals[block] ??= []).Add(arrival);
        if (block < _first)
        {
            _first = block;
        }
    }

    /// <summary>Takes those that wait at the first block where any do.</summary>
    /// <param name="block">The block.</param>
    /// <returns>Null if none wait anywhere.</returns>
    public List<Arrival>? Take(out int block)
    {
        while (_first < _arrivals.Length && _arrivals[_first] is null)
        {
            _first++;
        }
        block = _first;
        if (block == _arrivals.Length)
        {
            return null;
        }
        List<Arrival> arrivals = _arrivals[block]!;
        _arrivals[block] = null;
        return Merge(arrivals);
    }

    /// <summary>Makes one of those that came the same way, if there are too many.</summary>
    private List<Arrival> Merge(List<Arrival> arrivals)
    {
        if (arrivals.Count <= MostApart)
        {
            return arrivals;
        }
        List<Arrival> merged = [];
        foreach (Arrival arrival in arrivals)
        {
            bool isMerged = false;
            for (int i = 0; i < merged.Count && !isMerged; i++)
            {
                if (merged[i].State.Merge(arrival.State) is PathState both)
                {
                    merged[i] = new Arrival(both, merged[i].Visits);
                    isMerged = true;
                }
            }
            if (!isMerged)
            {
                merged.Add(arrival);
            }
        }
        if (merged.Count > MostAtOnce)
        {
            IsCut = true;
            merged.RemoveRange(MostAtOnce, merged.Count - MostAtOnce);
        }
        return merged;
    }
}
