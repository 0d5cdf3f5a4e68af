namespace Mlx4.Sample.Driver.Capabilities;

/// <summary>What a port is, or can be.</summary>
[Flags]
internal enum PortType
{
    None = 0,
    InfiniBand = 1,
    Ethernet = 2,

    /// <summary>Either: the cable decides.</summary>
    Auto = InfiniBand | Ethernet,
}
