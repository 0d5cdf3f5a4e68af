namespace Mlx4.Sample.Driver.Capabilities;

/// <summary>The features of QUERY_DEV_CAP that change the load path, at their bits in the 64-bit field.</summary>
[Flags]
internal enum DeviceFeatures : ulong
{
    None = 0,
    IpoibChecksum = 1UL << 7,

    /// <summary>Each port can be InfiniBand or Ethernet whatever the other one is.</summary>
    DualPortDifferentProtocols = 1UL << 12,
    MemoryWindows = 1UL << 16,
    Iboe = 1UL << 30,
    UnicastSteering = 1UL << 41,
    MulticastSteering = 1UL << 42,
    Counters = 1UL << 48,
    RssIpFragments = 1UL << 52,
    Sense = 1UL << 55,
    PortManagementEvents = 1UL << 59,
    Eqe64Bytes = 1UL << 61,
    Cqe64Bytes = 1UL << 62,

    /// <summary>Both versions of RoCE at a time.</summary>
    RoceVersions = 1UL << 63,
}
