using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>The queue pairs.</summary>
internal sealed class QueuePairs(ConnectX3 card)
{
    private readonly ObjectTable<QueuePair> _pairs =
        new(card, new("QP", static hca => hca.Qpc, Capabilities.QpContext, Capabilities.LogReservedQps, NumbersWrap: true));

    /// <summary>Those in the error state that have a receive queue.</summary>
    private readonly List<QueuePair> _failed = [];

    public CommandStatus CheckFree(uint number) => _pairs.CheckFree(number);

    public CommandStatus CheckNumber(uint number) => _pairs.CheckNumber(number);

    public CommandStatus Find(uint number, out QueuePair? pair) => _pairs.Find(number, out pair);

    public void Add(QueuePair pair) => _pairs.Add(pair, "RST2INIT_QP");

    public void Remove(QueuePair pair)
    {
        pair.Release();
        _pairs.Remove(pair);
        _failed.Remove(pair);
    }

    /// <summary>A QP goes to the error state.</summary>
    public void Failed(QueuePair pair)
    {
        pair.Fail();
        if (pair.FlushesReceives && !_failed.Contains(pair))
        {
            _failed.Add(pair);
        }
    }

    /// <summary>
    /// Looks for receives that were posted after the error. A driver tells of them in memory only and waits for them to be flushed, so this is
    /// done with every access to the card: Linux reads the error buffer every five seconds.
    /// </summary>
    public void FlushReceives()
    {
        foreach (QueuePair pair in _failed)
        {
            pair.FlushReceives();
        }
    }

    /// <summary>The send doorbell. A page belongs to one program, so it rings for the QPs that name it only.</summary>
    public void Doorbell(Function function, uint page, uint number)
    {
        if (_pairs.TryGet(number, out QueuePair? pair) && pair.Owner == function && pair.Page == page)
        {
            pair.Send();
        }
    }

    /// <summary>See <see cref="ObjectTable{T}.Quiesce"/>.</summary>
    public void Quiesce(Function owner)
    {
        _pairs.Quiesce(owner);
        _failed.RemoveAll(pair => pair.Owner == owner);
    }

    public void Stop()
    {
        _pairs.Stop();
        _failed.Clear();
    }

    public void Reset()
    {
        _pairs.Reset();
        _failed.Clear();
    }
}
