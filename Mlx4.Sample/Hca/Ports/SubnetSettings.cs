using Mlx4.Sample.Hca.Events;

namespace Mlx4.Sample.Hca.Ports;

/// <summary>
/// What belongs to a port as part of an InfiniBand subnet: what a subnet manager sets, as it is before there is one. The values
/// are encoded as in the attribute PortInfo (InfiniBand architecture, 14.2.5.6).
/// </summary>
internal sealed class SubnetSettings
{
    public const int Pkeys = 1 << Capabilities.LogMaxPkeys;
    public const int Guids = 1 << Capabilities.LogMaxGids;

    /// <summary>The prefix of a link-local GID (InfiniBand architecture, 4.1.1).</summary>
    private const ulong LinkLocalPrefix = 0xfe80_0000_0000_0000;

    /// <summary>Full membership of the default partition (InfiniBand architecture, 10.9.1.2).</summary>
    private const ushort DefaultPkey = 0xffff;

    /// <summary>The LID of the manager of <see cref="PortOptions.SubnetManager"/>; those of the ports follow it. Chosen.</summary>
    private const ushort ManagerLid = 1;

    private readonly ulong _portGuid;

    public SubnetSettings(ulong portGuid)
    {
        _portGuid = portGuid;
        Reset();
    }

    public ulong ManagementKey { get; set; }

    /// <summary>What the key protects, 0 to 3.</summary>
    public int KeyProtection { get; set; }

    public ushort KeyLeasePeriod { get; set; }

    public ushort KeyViolations { get; set; }

    public ushort PkeyViolations { get; set; }

    public ushort QkeyViolations { get; set; }

    public ulong GidPrefix { get; set; }

    /// <summary>The port's LID, 0 before a subnet manager gave it one.</summary>
    public ushort Lid { get; set; }

    public int Lmc { get; set; }

    public ushort ManagerLidOfSubnet { get; set; }

    public int ManagerServiceLevel { get; set; }

    public byte WidthEnabled { get; set; }

    public byte SpeedEnabled { get; set; }

    public byte ExtendedSpeedEnabled { get; set; }

    public byte LinkDownDefault { get; set; }

    public byte NeighborMtu { get; set; }

    public byte OperationalLanes { get; set; }

    public byte HighPriorityLimit { get; set; }

    public byte SubnetTimeout { get; set; }

    /// <summary>The thresholds of local physical errors and of overruns, 4 bits each.</summary>
    public byte ErrorThresholds { get; set; }

    public ushort[] PkeyTable { get; } = new ushort[Pkeys];

    /// <summary>The interface ids of the port's GIDs; the first is the port's own.</summary>
    public ulong[] GuidTable { get; } = new ulong[Guids];

    /// <summary>The virtual lanes of the 16 service levels, 4 bits each.</summary>
    public ulong ServiceLevels { get; set; }

    /// <summary>A manager at the other end of the cable takes the port into its subnet.</summary>
    public void Join(Port port)
    {
        ManagerLidOfSubnet = ManagerLid;
        Lid = (ushort)(ManagerLid + port.Number);
        port.Card.EventQueues.PortInformationChanged(port, PortInformation.ManagerLid | PortInformation.Lid);
    }

    public void Reset()
    {
        ManagementKey = 0;
        KeyProtection = 0;
        KeyLeasePeriod = KeyViolations = PkeyViolations = QkeyViolations = 0;
        GidPrefix = LinkLocalPrefix;
        Lid = ManagerLidOfSubnet = 0;
        Lmc = ManagerServiceLevel = 0;
        WidthEnabled = PortSpeeds.Widths;
        SpeedEnabled = PortSpeeds.Supported;
        ExtendedSpeedEnabled = PortSpeeds.Fdr;
        LinkDownDefault = (byte)PhysicalState.Polling;
        // Listings of ports without a subnet manager show the largest MTU as the active one.
        NeighborMtu = Capabilities.MaxInfiniBandMtu;
        OperationalLanes = PortSpeeds.LanesCapability;
        HighPriorityLimit = 0;
        SubnetTimeout = 0;
        ErrorThresholds = 0x88; // chosen: half of the range each
        Array.Clear(PkeyTable);
        PkeyTable[0] = DefaultPkey;
        Array.Clear(GuidTable);
        GuidTable[0] = _portGuid;
        // Service level n goes by lane n modulo the eight there are.
        ServiceLevels = 0x0123_4567_0123_4567;
    }
}
