namespace Mlx4.Sample.Hca.Ports;

/// <summary>The physical state of a port: PortPhysicalState of the attribute PortInfo (InfiniBand architecture, 14.2.5.6).</summary>
internal enum PhysicalState
{
    /// <summary>The port looks for another at the end of the cable.</summary>
    Polling = 2,
    Disabled = 3,
    LinkUp = 5,
}
