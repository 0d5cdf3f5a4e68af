namespace Mlx4.Sample.Driver.Master;

/// <summary>What a function has asked of a port (a part of <c>struct mlx4_slave_state</c>).</summary>
internal sealed class VirtualPort(int number)
{
    /// <summary>The port's number, from 1.</summary>
    public int Number => number;

    /// <summary>The capabilities that the function has stated for an InfiniBand port.</summary>
    public uint Capabilities { get; set; }

    /// <summary>The largest frames that the function wants of an Ethernet port, in bytes.</summary>
    public ushort Mtu { get; set; }
}
