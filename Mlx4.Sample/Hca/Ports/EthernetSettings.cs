namespace Mlx4.Sample.Hca.Ports;

/// <summary>What the host has set of an Ethernet port.</summary>
internal sealed class EthernetSettings
{
    public const int Macs = 1 << Capabilities.LogMaxMacs;
    public const int Vlans = 1 << Capabilities.LogMaxVlans;
    public const int Gids = 1 << Capabilities.LogMaxGids;
    public const int GidSize = 16;

    /// <summary>A bit for each VLAN there can be.</summary>
    public const int VlanFilterSize = 4096 / 8;

    /// <summary>How many multicast addresses the filter holds. Chosen.</summary>
    private const int MaxMulticasts = 1024;

    /// <summary>The frame that a port takes before anybody has set its MTU: 1500 bytes, header, VLAN tag and FCS.</summary>
    private const ushort DefaultMtu = 1522;

    private readonly HashSet<ulong> _multicasts = [];

    /// <summary>The longest frame in bytes.</summary>
    public ushort Mtu { get; set; } = DefaultMtu;

    /// <summary>The priorities for which the port sends pause frames, by bit.</summary>
    public byte SendsPause { get; set; }

    /// <summary>The priorities for which the port obeys pause frames, by bit.</summary>
    public byte ObeysPause { get; set; }

    /// <summary>Whether frames with a bad FCS are taken.</summary>
    public bool IgnoresFcs { get; set; }

    /// <summary>The MAC addresses, with bit 63 where the entry is valid.</summary>
    public ulong[] MacTable { get; } = new ulong[Macs];

    /// <summary>The VLANs, with bit 31 where the entry is valid.</summary>
    public uint[] VlanTable { get; } = new uint[Vlans];

    /// <summary>The GIDs of RoCE, 16 bytes each.</summary>
    public byte[] GidTable { get; } = new byte[Gids * GidSize];

    /// <summary>The VLANs whose frames the port takes; the bit of a VLAN is at its number from the end.</summary>
    public byte[] VlanFilter { get; } = new byte[VlanFilterSize];

    /// <summary>Whether the port takes only those multicast frames whose address is in the filter.</summary>
    public bool FiltersMulticasts { get; set; }

    public IReadOnlyCollection<ulong> Multicasts => _multicasts;

    /// <summary>The modes that the host allows, by the bits of <see cref="LinkMode"/>.</summary>
    public uint AllowedModes { get; set; } = LinkMode.Supported;

    /// <summary>The mode that the link runs in, if there is one.</summary>
    public LinkMode? Mode => LinkMode.Negotiate(AllowedModes);

    /// <summary>Adds an address to the multicast filter.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryAddMulticast(ulong mac)
    {
        bool room = _multicasts.Count < MaxMulticasts || _multicasts.Contains(mac);
        if (room)
        {
            _multicasts.Add(mac);
        }
        return room;
    }

    public void ClearMulticasts() => _multicasts.Clear();

    public void Reset()
    {
        Mtu = DefaultMtu;
        SendsPause = ObeysPause = 0;
        IgnoresFcs = false;
        Array.Clear(MacTable);
        Array.Clear(VlanTable);
        Array.Clear(GidTable);
        Array.Clear(VlanFilter);
        FiltersMulticasts = false;
        ClearMulticasts();
        AllowedModes = LinkMode.Supported;
    }
}
