namespace Mlx4.Sample.Hca.Verbs;

/// <summary>
/// The table of multicast groups, in ICM. The driver keeps its chains by itself; the card only reads and writes entries. One that was
/// never written is empty, whatever the host had in the page.
/// </summary>
internal sealed class MulticastGroups(ConnectX3 card)
{
    private readonly HashSet<uint> _written = [];

    public int EntrySize => 1 << card.Hca.Steering.LogEntry;

    /// <summary>Whether there is a group of this number.</summary>
    public bool Has(uint index) => !card.Hca.Steering.IsDeviceManaged && index < 1UL << card.Hca.Steering.Log;

    /// <summary>Reads an entry.</summary>
    /// <returns>Whether its memory is mapped.</returns>
    public bool TryRead(uint index, Span<byte> into)
    {
        if (!TryEntry(index, out Span<byte> entry))
        {
            return false;
        }
        if (_written.Contains(index))
        {
            entry.CopyTo(into);
        }
        return true;
    }

    /// <summary>Writes an entry.</summary>
    /// <returns>Whether its memory is mapped.</returns>
    public bool TryWrite(uint index, ReadOnlySpan<byte> from)
    {
        if (!TryEntry(index, out Span<byte> entry))
        {
            return false;
        }
        from.CopyTo(entry);
        _written.Add(index);
        return true;
    }

    /// <summary>Where the chain of a group begins. The function is chosen: all 16-bit words of the GID added without carry.</summary>
    public uint Hash(ReadOnlySpan<byte> gid)
    {
        uint hash = 0;
        for (int i = 0; i < gid.Length; i += sizeof(ushort))
        {
            hash ^= gid.Get16(i);
        }
        return hash & (uint)((1UL << card.Hca.Steering.LogHash) - 1);
    }

    public void Reset() => _written.Clear();

    private bool TryEntry(uint index, out Span<byte> entry) =>
        card.Icm.TryMemory(card.Hca.Steering.Base + ((ulong)index << card.Hca.Steering.LogEntry), EntrySize, out entry);
}
