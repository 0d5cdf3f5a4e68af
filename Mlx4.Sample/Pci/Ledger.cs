using System.Globalization;
using System.Runtime.InteropServices;

namespace Mlx4.Sample.Pci;

/// <summary>
/// What is held at the moment, and who took it. The card writes down what the host has given it or taken from it, the host writes
/// down what its driver has taken from it; the driver has no access to either. When a driver is gone, its ledgers are empty.
/// </summary>
internal sealed class Ledger
{
    /// <summary>By resource, then by number. Of some resources, such as pages, there are thousands.</summary>
    private readonly Dictionary<string, Dictionary<ulong, (ulong Amount, string By)>> _held = [];
    private readonly Lock _lock = new();

    /// <summary>Something that is held.</summary>
    /// <param name="Resource">What it is: <c>ICM page</c>, <c>EQ</c>.</param>
    /// <param name="Id">Which one: an address or a number.</param>
    /// <param name="Amount">How much of it, in the unit that the resource's name says.</param>
    /// <param name="By">What took it: the command, the register or the call.</param>
    internal readonly record struct Entry(string Resource, ulong Id, ulong Amount, string By);

    /// <summary>Hears of everything that is taken (<see langword="true"/>) or given back, on the thread that does it and before anybody else can see it.</summary>
    public Action<Entry, bool>? Observer { get; set; }

    /// <summary>Whether nothing is held.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _held.Values.All(static kind => kind.Count == 0);
            }
        }
    }

    /// <summary>A copy of all entries, by resource and number.</summary>
    public IReadOnlyList<Entry> Entries
    {
        get
        {
            lock (_lock)
            {
                IEnumerable<Entry> entries = _held.SelectMany(static kind => kind.Value.Select(held => new Entry(kind.Key, held.Key, held.Value.Amount, held.Value.By)));
                return [.. entries.OrderBy(static entry => entry.Resource, StringComparer.Ordinal).ThenBy(static entry => entry.Id)];
            }
        }
    }

    /// <summary>Writes down something that was taken. Whoever keeps the ledger has made sure that it was free.</summary>
    public void Take(string resource, ulong id, string by, ulong amount = 1)
    {
        lock (_lock)
        {
            ref Dictionary<ulong, (ulong Amount, string By)>? kind = ref CollectionsMarshal.GetValueRefOrAddDefault(_held, resource, out _);
            kind ??= [];
            kind.Add(id, (amount, by));
            Observer?.Invoke(new Entry(resource, id, amount, by), true);
        }
    }

    /// <summary>Strikes out something that was given back.</summary>
    /// <returns>Whether it was held.</returns>
    public bool Return(string resource, ulong id)
    {
        lock (_lock)
        {
            if (!_held.TryGetValue(resource, out Dictionary<ulong, (ulong Amount, string By)>? kind) || !kind.Remove(id, out (ulong Amount, string By) held))
            {
                return false;
            }
            Observer?.Invoke(new Entry(resource, id, held.Amount, held.By), false);
            return true;
        }
    }

    /// <summary>Whether something is held.</summary>
    public bool Holds(string resource, ulong id)
    {
        lock (_lock)
        {
            return _held.TryGetValue(resource, out Dictionary<ulong, (ulong Amount, string By)>? kind) && kind.ContainsKey(id);
        }
    }

    /// <summary>How much of a resource is held, all entries together.</summary>
    public ulong Total(string resource)
    {
        ulong total = 0;
        foreach (Entry entry in Entries)
        {
            total += entry.Resource == resource ? entry.Amount : 0;
        }
        return total;
    }

    /// <summary>Strikes out everything, as a reset does.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            if (Observer is { } observer)
            {
                foreach (Entry entry in Entries)
                {
                    observer(entry, false);
                }
            }
            _held.Clear();
        }
    }

    /// <summary><c>empty</c>, or a line of what is held: <c>EQ 0x8 (SW2HW_EQ)</c>, up to eight of a kind.</summary>
    public override string ToString()
    {
        const int MostOfAKind = 8;
        IReadOnlyList<Entry> entries = Entries;
        return entries.Count == 0 ? "empty" : string.Join("; ", entries.GroupBy(entry => entry.Resource).Select(Line));

        static string Line(IGrouping<string, Entry> kind)
        {
            IEnumerable<string> some = kind.Take(MostOfAKind).Select(entry => string.Create(CultureInfo.InvariantCulture, $"0x{entry.Id:x} ({entry.By})"));
            int more = kind.Count() - MostOfAKind;
            return $"{kind.Key} {string.Join(", ", some)}{(more > 0 ? $" and {more} more" : "")}";
        }
    }
}
