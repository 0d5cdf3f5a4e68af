namespace Mlx4.Sample.Hca.Events;

/// <summary>What has changed of a port's PortInfo: the bits of a port management event.</summary>
[Flags]
internal enum PortInformation : uint
{
    None = 0,
    ManagerLid = 1 << 0,
    GidPrefix = 1 << 1,
    Lid = 1 << 2,
    ClientReregister = 1 << 3,
    ManagerServiceLevel = 1 << 4,
}
