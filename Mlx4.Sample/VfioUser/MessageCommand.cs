namespace Mlx4.Sample.VfioUser;

/// <summary>The messages that this server understands.</summary>
internal enum MessageCommand : ushort
{
    None = 0,
    Version = 1,
    DmaMap = 2,
    DmaUnmap = 3,
    DeviceGetInfo = 4,
    DeviceGetRegionInfo = 5,
    DeviceGetIrqInfo = 7,
    DeviceSetIrqs = 8,
    RegionRead = 9,
    RegionWrite = 10,
    DeviceReset = 13,
}
