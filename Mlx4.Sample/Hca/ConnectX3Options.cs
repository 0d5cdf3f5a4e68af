using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca;

/// <summary>
/// What differs from one card, or one firmware configuration, to the next. The defaults are a dual-port MCX354A-FCBT
/// with firmware 2.42.5000.
/// </summary>
internal sealed record ConnectX3Options
{
    /// <summary>The number of ports: 1 (MCX353A) or 2.</summary>
    public int Ports { get; init; } = 2;

    /// <summary>The first port. Both ports of a VPI card can be either; which one they suggest is in non-volatile memory.</summary>
    public PortOptions Port1 { get; init; } = new() { Suggested = LinkType.InfiniBand, Sensed = LinkType.InfiniBand };

    /// <summary>The second port, if there is one.</summary>
    public PortOptions Port2 { get; init; } = new() { Suggested = LinkType.Ethernet, Sensed = LinkType.Ethernet };

    /// <summary>Whether the function has the MSI-X capability.</summary>
    public bool MsiX { get; init; } = true;

    /// <summary>How many virtual functions there can be, at most 63; with none there is no SR-IOV capability. From public listings.</summary>
    public int VirtualFunctions { get; init; } = 63;

    /// <summary>Whether the firmware hands out EQs by function (QUERY_FUNC) in place of a fixed table.</summary>
    public bool SysEqs { get; init; }

    /// <summary>Whether the firmware offers device-managed flow steering.</summary>
    public bool FlowSteering { get; init; } = true;

    /// <summary>The revision of the command interface. Linux accepts 2 and 3; 3 is what it calls the new port commands. Chosen.</summary>
    public ushort CommandInterfaceRevision { get; init; } = 3;

    /// <summary>The firmware area in pages of 4 KiB. Chosen: the image of 2.42.5000 takes about 6 MiB with its data.</summary>
    public ushort FirmwarePages { get; init; } = 1500;

    /// <summary>The largest context memory in bytes. Chosen: far above the 4.3 GiB that Linux's largest profile needs.</summary>
    public ulong MaxIcmSize { get; init; } = 1UL << 36;

    /// <summary>The size of the doorbell (UAR) space in MiB, a power of two. Chosen: half of BAR 2, the other half is BlueFlame's.</summary>
    public int UarMegabytes { get; init; } = 4;

    /// <summary>How long the configuration space is silent after the reset register was written. Chosen: Linux waits 1 s.</summary>
    public TimeSpan ResetTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The parameter set id of the board, up to 16 characters. From public listings of MCX354A-FCBT cards.</summary>
    public string BoardId { get; init; } = "MT_1090120019";

    /// <summary>The node's GUID; those of the ports follow it. Mellanox's vendor prefix, the rest chosen.</summary>
    public ulong NodeGuid { get; init; } = 0x0002_c903_0045_a100;
}
