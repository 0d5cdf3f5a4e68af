using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>
/// The memory regions. Their contexts are kept in the memory protection table in ICM and nowhere else: Linux changes a region by
/// taking it back, writing its entry there and its status to 0, and a SYNC_TPT.
/// </summary>
/// <remarks>
/// Bits 31:28 of an entry's first word are its status: 0xf the host's, 3 the card's but free (to be registered by a work
/// request), 0 the card's. The third word is the key, turned so that its low bits are the entry's number.
/// </remarks>
internal sealed class MemoryRegions(ConnectX3 card)
{
    private const byte StatusMask = 0xf0;
    private const byte OwnedByHost = 0xf0;
    private const byte Free = 0x30;
    private const int Key = 0x08;

    private readonly ObjectTable<MemoryRegion> _regions =
        new(card, new("MPT", static hca => hca.Dmpt, Capabilities.MemoryProtection, Capabilities.LogReservedMpts));

    /// <summary>Regions that the host took back, and may hand over again without a command of their own.</summary>
    private readonly Dictionary<uint, MemoryRegion> _takenBack = [];

    /// <summary>Whether a key names a region that a function has, or all its memory.</summary>
    public bool Has(Function owner, uint key) =>
        key == Capabilities.ReservedKey || (_regions.TryGet(_regions.Index(key >> 8), out MemoryRegion? region) && region.Owner == owner);

    /// <summary>Takes a region with the context that the host gives.</summary>
    public CommandStatus Take(Function owner, uint number, ReadOnlySpan<byte> context)
    {
        if (!TryEntry(number, out Span<byte> entry))
        {
            return CommandStatus.IcmError;
        }
        context.CopyTo(entry);
        byte status = (entry[0] & StatusMask) == Free ? Free : (byte)0;
        entry[0] = (byte)((entry[0] & ~StatusMask) | status);
        _takenBack.Remove(number);
        _regions.Add(new MemoryRegion(owner, number), "SW2HW_MPT");
        return CommandStatus.Ok;
    }

    /// <summary>Gives a region back.</summary>
    public void Return(MemoryRegion region)
    {
        if (TryEntry(region.Number, out Span<byte> entry))
        {
            entry[0] |= OwnedByHost;
        }
        _regions.Remove(region);
        _takenBack[region.Number] = region;
    }

    /// <summary>The context of a region.</summary>
    public bool TryEntry(uint number, out Span<byte> entry) =>
        card.Icm.TryMemory(_regions.ContextAddress(number), Capabilities.MemoryProtection, out entry);

    public CommandStatus CheckFree(uint number) => _regions.CheckFree(number);

    public CommandStatus Find(uint number, out MemoryRegion? region) => _regions.Find(number, out region);

    /// <summary>Looks which of the regions that the host took back it has handed over again.</summary>
    public void Synchronize()
    {
        foreach ((uint number, MemoryRegion region) in _takenBack)
        {
            if (!TryEntry(number, out Span<byte> entry))
            {
                _takenBack.Remove(number);
            }
            else if (IsHandedOver(number, entry))
            {
                _takenBack.Remove(number);
                _regions.Add(region, "SYNC_TPT");
            }
        }
    }

    /// <summary>See <see cref="ObjectTable{T}.Quiesce"/>. What has been taken back cannot be handed over again.</summary>
    public void Quiesce(Function owner)
    {
        _regions.Quiesce(owner);
        foreach ((uint number, MemoryRegion region) in _takenBack)
        {
            if (region.Owner == owner)
            {
                _takenBack.Remove(number);
            }
        }
    }

    public void Stop()
    {
        _regions.Stop();
        _takenBack.Clear();
    }

    public void Reset()
    {
        _regions.Reset();
        _takenBack.Clear();
    }

    /// <summary>The key is looked at too, as a page that was mapped anew may hold anything.</summary>
    private bool IsHandedOver(uint number, ReadOnlySpan<byte> entry) =>
        (entry[0] & StatusMask) != OwnedByHost && _regions.Index(entry.Get32(Key)) == number;
}
