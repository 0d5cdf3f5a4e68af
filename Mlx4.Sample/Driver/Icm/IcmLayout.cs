using System.Numerics;

namespace Mlx4.Sample.Driver.Icm;

/// <summary>Where everything lies in ICM: the tables one after the other, the largest first (<c>mlx4_make_profile</c>).</summary>
internal sealed class IcmLayout
{
    private readonly Dictionary<IcmResource, IcmRegion> _regions = [];

    /// <summary>Lays the tables out.</summary>
    /// <param name="entries">The number of entries of each table, rounded up to a power of two, and an entry's size.</param>
    public IcmLayout(IReadOnlyDictionary<IcmResource, (int Count, int EntrySize)> entries)
    {
        var tables = entries
            .Select(entry => (Resource: entry.Key, entry.Value.EntrySize, Count: BitOperations.RoundUpToPowerOf2((uint)entry.Value.Count)))
            .Select(table => (Table: table, Size: Math.Max((ulong)table.EntrySize * table.Count, IcmPages.PageSize)))
            .OrderByDescending(table => table.Size)
            .ThenBy(table => table.Table.Resource);
        foreach (((IcmResource resource, int entrySize, uint count), ulong size) in tables)
        {
            _regions.Add(resource, new IcmRegion(Size, entrySize, (int)count));
            Size += size;
        }
    }

    /// <summary>The number of bytes of ICM that the tables take.</summary>
    public ulong Size { get; }

    /// <summary>A table's place.</summary>
    public IcmRegion this[IcmResource resource] => _regions[resource];
}
