namespace Mlx4.Sample.Hca.Ports;

/// <summary>What a port can be, or is: the encoding of QUERY_PORT and SENSE_PORT.</summary>
[Flags]
internal enum LinkType
{
    None = 0,
    InfiniBand = 1,
    Ethernet = 2,
    Both = InfiniBand | Ethernet,
}
