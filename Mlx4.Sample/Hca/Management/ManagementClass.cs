namespace Mlx4.Sample.Hca.Management;

/// <summary>The classes of management packets that a card's own agents may be asked by (InfiniBand architecture, 13.4.4).</summary>
internal enum ManagementClass : byte
{
    Subnet = 0x01,
    Performance = 0x04,
    Vendor9 = 0x09,
    VendorA = 0x0a,
    Congestion = 0x21,

    /// <summary>Subnet management with the route in the packet.</summary>
    DirectedRoute = 0x81,
}
