using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>Things of one kind that the card works with, and their place in the ledger.</summary>
/// <param name="name">What the ledger calls it.</param>
/// <param name="ledger">The ledger.</param>
internal sealed class Holdings<T>(Func<T, string> name, Ledger ledger)
    where T : class
{
    private readonly Dictionary<ulong, T> _held = [];

    /// <summary>Those that the HCA was closed with: nobody has given them back, but the card works with them no more.</summary>
    private readonly Dictionary<ulong, T> _stopped = [];

    public int Count => _held.Count;

    public IEnumerable<T> All => _held.Values;

    public T? this[ulong id] => _held.GetValueOrDefault(id);

    public void Add(ulong id, T thing, string by)
    {
        if (_stopped.Remove(id, out T? stopped))
        {
            ledger.Return(name(stopped), id);
        }
        _held.Add(id, thing);
        ledger.Take(name(thing), id, by);
    }

    public bool Remove(ulong id)
    {
        bool held = _held.Remove(id, out T? thing);
        if (held)
        {
            ledger.Return(name(thing!), id);
        }
        return held;
    }

    /// <summary>The HCA stops.</summary>
    public void Stop()
    {
        foreach ((ulong id, T thing) in _held)
        {
            _stopped.Add(id, thing);
        }
        _held.Clear();
    }

    public void Reset()
    {
        Stop();
        foreach ((ulong id, T thing) in _stopped)
        {
            ledger.Return(name(thing), id);
        }
        _stopped.Clear();
    }
}
