namespace Mlx4.Sample.Hca.Ports;

/// <summary>The logical state of a port: PortState of the attribute PortInfo (InfiniBand architecture, 14.2.5.6).</summary>
internal enum LinkState
{
    Down = 1,

    /// <summary>The link carries subnet management only.</summary>
    Initialize = 2,

    /// <summary>The subnet manager is about to activate the port.</summary>
    Armed = 3,
    Active = 4,
}
