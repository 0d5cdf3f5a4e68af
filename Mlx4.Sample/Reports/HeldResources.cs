using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Reports;

/// <summary>How much of each resource is held: before, at most, and now.</summary>
internal sealed class HeldResources
{
    /// <summary>What is counted in pages by the ledgers.</summary>
    private const int PageSize = 4096;

    private readonly SortedDictionary<(string Side, string Resource), Row> _rows = [];

    /// <summary>How many entries there are, and how much that is in bytes; none if it is no memory.</summary>
    internal readonly record struct Amount(int Count, ulong? Bytes);

    /// <summary>A resource on one side.</summary>
    internal sealed class Row
    {
        public int Now { get; set; }

        public ulong UnitsNow { get; set; }

        public int Before { get; set; }

        public ulong UnitsBefore { get; set; }

        public int Most { get; set; }

        public ulong UnitsMost { get; set; }
    }

    /// <summary>The resources by side and name.</summary>
    public IEnumerable<(string Side, string Resource, Amount Before, Amount Most, Amount Now)> Rows => _rows.Select(static pair => (
        pair.Key.Side,
        pair.Key.Resource,
        AmountOf(pair.Key.Resource, pair.Value.Before, pair.Value.UnitsBefore),
        AmountOf(pair.Key.Resource, pair.Value.Most, pair.Value.UnitsMost),
        AmountOf(pair.Key.Resource, pair.Value.Now, pair.Value.UnitsNow)));

    /// <summary>What an amount of a ledger is in bytes; nothing if the resource is no memory.</summary>
    public static ulong? BytesOf(string resource, ulong units) => resource switch
    {
        "DMA memory" or "mapping" or "PCI region" => units,
        "firmware area" or "ICM chunk" or "auxiliary ICM" => units * PageSize,
        _ => null,
    };

    /// <summary>What is held now was held before.</summary>
    public void Begin()
    {
        foreach (Row row in _rows.Values)
        {
            (row.Before, row.UnitsBefore, row.Most, row.UnitsMost) = (row.Now, row.UnitsNow, row.Now, row.UnitsNow);
        }
    }

    /// <summary>Something came or went.</summary>
    public void Change(string side, in Ledger.Entry entry, bool isTaken)
    {
        if (!_rows.TryGetValue((side, entry.Resource), out Row? row))
        {
            _rows.Add((side, entry.Resource), row = new Row());
        }
        row.Now += isTaken ? 1 : -1;
        row.UnitsNow = isTaken ? row.UnitsNow + entry.Amount : row.UnitsNow - entry.Amount;
        row.Most = Math.Max(row.Most, row.Now);
        row.UnitsMost = Math.Max(row.UnitsMost, row.UnitsNow);
    }

    private static Amount AmountOf(string resource, int count, ulong units) => new(count, BytesOf(resource, units));
}
