namespace Mlx4.Sample.Driver.Master;

/// <summary>
/// What a function has asked of a port, and what the administrator lets it have of it (parts of <c>struct mlx4_slave_state</c> and of
/// <c>struct mlx4_vport_oper_state</c>).
/// </summary>
internal sealed class VirtualPort(int number)
{
    /// <summary>The port's number, from 1.</summary>
    public int Number => number;

    /// <summary>The capabilities that the function has stated for an InfiniBand port.</summary>
    public uint Capabilities { get; set; }

    /// <summary>The largest frames that the function wants of an Ethernet port, in bytes.</summary>
    public ushort Mtu { get; set; }

    /// <summary>The address that the administrator has given the function, 0 for none. It counts from the function's next load on.</summary>
    public ulong AdminMac { get; set; }

    /// <summary>The address that the function has by the administrator since its load, 0 for none.</summary>
    public ulong Mac { get; set; }

    /// <summary>What the function sees of the port's link.</summary>
    public VfLinkState LinkState { get; set; }
}
