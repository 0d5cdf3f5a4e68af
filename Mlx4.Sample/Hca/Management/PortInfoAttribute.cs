using Mlx4.Sample.Hca.Events;
using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca.Management;

/// <summary>The attribute PortInfo (InfiniBand architecture, 14.2.5.6), and this vendor's extension of it.</summary>
internal static class PortInfoAttribute
{
    private const ushort LastUnicastLid = 0xbfff;

    // Where the fields are.
    private const int Key = 0x00;
    private const int GidPrefix = 0x08;
    private const int Lid = 0x10;
    private const int ManagerLid = 0x12;
    private const int CapabilityMask = 0x14;
    private const int KeyLease = 0x1a;
    private const int LocalPort = 0x1c;
    private const int WidthEnabled = 0x1d;
    private const int WidthSupported = 0x1e;
    private const int WidthActive = 0x1f;
    private const int SpeedSupportedAndState = 0x20;
    private const int PhysicalStateAndDefault = 0x21;
    private const int ProtectionAndLmc = 0x22;
    private const int SpeedActiveAndEnabled = 0x23;
    private const int MtuAndServiceLevel = 0x24;
    private const int LanesAndInitType = 0x25;
    private const int HighPriorityLimit = 0x26;
    private const int MtuCapability = 0x29;
    private const int OperationalLanes = 0x2b;
    private const int KeyViolations = 0x2c;
    private const int PkeyViolations = 0x2e;
    private const int QkeyViolations = 0x30;
    private const int GuidCapability = 0x32;
    private const int ReregisterAndTimeout = 0x33;
    private const int ResponseTime = 0x34;
    private const int ErrorThresholds = 0x35;
    private const int ExtendedSpeedActiveAndSupported = 0x3e;
    private const int ExtendedSpeedEnabled = 0x3f;

    /// <summary>What a request says in a field of 4 bits, or of 8, that is to stay as it is.</summary>
    private const int NoChange = 0;

    /// <summary>Writes the attribute.</summary>
    /// <param name="port">The port.</param>
    /// <param name="key">The management key of who asks. Who does not know the port's is not told it, if it is protected at all.</param>
    /// <param name="data">Where it goes.</param>
    public static ushort Write(Port port, ulong key, Span<byte> data)
    {
        SubnetSettings subnet = port.Subnet;
        bool up = port.Link.IsUp;
        data.Clear();
        data.Put64(Key, subnet.KeyProtection == 0 || key == subnet.ManagementKey ? subnet.ManagementKey : 0);
        data.Put64(GidPrefix, subnet.GidPrefix);
        data.Put16(Lid, subnet.Lid);
        data.Put16(ManagerLid, subnet.ManagerLidOfSubnet);
        data.Put32(CapabilityMask, port.CapabilityMask);
        data.Put16(KeyLease, subnet.KeyLeasePeriod);
        data[LocalPort] = (byte)port.Number;
        data[WidthEnabled] = subnet.WidthEnabled;
        data[WidthSupported] = PortSpeeds.Widths;
        // Listings of ports that are down show the rate of four lanes at the lowest speed.
        data[WidthActive] = PortSpeeds.FourLanes;
        data[SpeedSupportedAndState] = Join(PortSpeeds.Supported, (int)port.Link.State);
        data[PhysicalStateAndDefault] = Join((int)port.Link.Physical, subnet.LinkDownDefault);
        data[ProtectionAndLmc] = (byte)((subnet.KeyProtection << 6) | subnet.Lmc);
        data[SpeedActiveAndEnabled] = Join(up ? PortSpeeds.Qdr : PortSpeeds.Sdr, subnet.SpeedEnabled);
        data[MtuAndServiceLevel] = Join(subnet.NeighborMtu, subnet.ManagerServiceLevel);
        data[LanesAndInitType] = Join(PortSpeeds.LanesCapability, 0);
        data[HighPriorityLimit] = subnet.HighPriorityLimit;
        data[MtuCapability] = Capabilities.MaxInfiniBandMtu;
        data[OperationalLanes] = Join(subnet.OperationalLanes, 0);
        data.Put16(KeyViolations, subnet.KeyViolations);
        data.Put16(PkeyViolations, subnet.PkeyViolations);
        data.Put16(QkeyViolations, subnet.QkeyViolations);
        data[GuidCapability] = SubnetSettings.Guids;
        data[ReregisterAndTimeout] = subnet.SubnetTimeout;
        data[ResponseTime] = 16; // 4.096 us * 2^16; chosen
        data[ErrorThresholds] = subnet.ErrorThresholds;
        data[ExtendedSpeedActiveAndSupported] = Join(up ? PortSpeeds.Fdr : 0, PortSpeeds.Fdr);
        data[ExtendedSpeedEnabled] = subnet.ExtendedSpeedEnabled;
        return ManagementStatus.Ok;
    }

    /// <summary>This vendor's speed FDR10: 0x07 supported, 0x0b enabled, 0x0f active, which it is not on a link that can run FDR.</summary>
    public static ushort WriteExtended(Span<byte> data)
    {
        data.Clear();
        data[0x07] = PortSpeeds.Fdr10;
        data[0x0b] = PortSpeeds.Fdr10;
        return ManagementStatus.Ok;
    }

    /// <summary>Sets what a subnet manager may set: all of it, or nothing if a field is not valid.</summary>
    public static ushort Set(Port port, ReadOnlySpan<byte> data)
    {
        if (!IsValid(port.Link.State, data))
        {
            return ManagementStatus.InvalidField;
        }
        PortInformation changes = SetAddresses(port.Subnet, data);
        SetLimits(port.Subnet, data);
        SetLink(port, data);
        if ((data[ReregisterAndTimeout] & 0x80) != 0)
        {
            changes |= PortInformation.ClientReregister;
        }
        if (changes != PortInformation.None)
        {
            port.Card.EventQueues.PortInformationChanged(port, changes);
        }
        return ManagementStatus.Ok;
    }

    private static bool IsValid(LinkState now, ReadOnlySpan<byte> data)
    {
        const byte AllOfThem = 0xff;
        int state = Low(data[SpeedSupportedAndState]);
        bool follows = state is NoChange or (int)LinkState.Down || state == (int)now
            || (state == (int)LinkState.Armed && now == LinkState.Initialize)
            || (state == (int)LinkState.Active && now == LinkState.Armed);
        return follows
            && data.Get16(Lid) <= LastUnicastLid && data.Get16(ManagerLid) <= LastUnicastLid
            && data[WidthEnabled] is <= PortSpeeds.Widths or AllOfThem
            && Low(data[SpeedActiveAndEnabled]) is NoChange or 1 or 3 or 5 or 7 or 0xf
            && High(data[PhysicalStateAndDefault]) is NoChange or (int)PhysicalState.Polling or (int)PhysicalState.Disabled
            && Low(data[PhysicalStateAndDefault]) is NoChange or 1 or (int)PhysicalState.Polling
            && High(data[MtuAndServiceLevel]) is >= 1 and <= Capabilities.MaxInfiniBandMtu
            && High(data[OperationalLanes]) <= PortSpeeds.LanesCapability;
    }

    private static PortInformation SetAddresses(SubnetSettings subnet, ReadOnlySpan<byte> data)
    {
        PortInformation changes =
            (data.Get64(GidPrefix) != subnet.GidPrefix ? PortInformation.GidPrefix : 0)
            | (data.Get16(Lid) != subnet.Lid ? PortInformation.Lid : 0)
            | (data.Get16(ManagerLid) != subnet.ManagerLidOfSubnet ? PortInformation.ManagerLid : 0)
            | (Low(data[MtuAndServiceLevel]) != subnet.ManagerServiceLevel ? PortInformation.ManagerServiceLevel : 0);
        subnet.ManagementKey = data.Get64(Key);
        subnet.KeyProtection = data[ProtectionAndLmc] >> 6;
        subnet.KeyLeasePeriod = data.Get16(KeyLease);
        subnet.GidPrefix = data.Get64(GidPrefix);
        subnet.Lid = data.Get16(Lid);
        subnet.Lmc = data[ProtectionAndLmc] & 7;
        subnet.ManagerLidOfSubnet = data.Get16(ManagerLid);
        subnet.ManagerServiceLevel = Low(data[MtuAndServiceLevel]);
        return changes;
    }

    private static void SetLimits(SubnetSettings subnet, ReadOnlySpan<byte> data)
    {
        subnet.NeighborMtu = (byte)High(data[MtuAndServiceLevel]);
        subnet.HighPriorityLimit = data[HighPriorityLimit];
        subnet.OperationalLanes = Or(High(data[OperationalLanes]), subnet.OperationalLanes);
        subnet.SubnetTimeout = (byte)(data[ReregisterAndTimeout] & 0x1f);
        subnet.ErrorThresholds = data[ErrorThresholds];
        // A manager can only set these counts back.
        subnet.KeyViolations = data.Get16(KeyViolations) == 0 ? (ushort)0 : subnet.KeyViolations;
        subnet.PkeyViolations = data.Get16(PkeyViolations) == 0 ? (ushort)0 : subnet.PkeyViolations;
        subnet.QkeyViolations = data.Get16(QkeyViolations) == 0 ? (ushort)0 : subnet.QkeyViolations;
    }

    /// <summary>What the link is enabled for holds from its next training on, for which this cable gives no other result.</summary>
    private static void SetLink(Port port, ReadOnlySpan<byte> data)
    {
        SubnetSettings subnet = port.Subnet;
        subnet.WidthEnabled = Or(data[WidthEnabled] & PortSpeeds.Widths, subnet.WidthEnabled);
        subnet.SpeedEnabled = Or(Low(data[SpeedActiveAndEnabled]) & PortSpeeds.Supported, subnet.SpeedEnabled);
        subnet.ExtendedSpeedEnabled = Or(data[ExtendedSpeedEnabled] & PortSpeeds.Fdr, subnet.ExtendedSpeedEnabled);
        subnet.LinkDownDefault = Or(Low(data[PhysicalStateAndDefault]), subnet.LinkDownDefault);
        int state = Low(data[SpeedSupportedAndState]);
        int physical = High(data[PhysicalStateAndDefault]);
        if (physical == (int)PhysicalState.Disabled)
        {
            port.Link.Disable();
        }
        else if (physical == (int)PhysicalState.Polling || state == (int)LinkState.Down)
        {
            port.Link.Retrain();
        }
        else if (state > (int)LinkState.Initialize)
        {
            port.Link.Advance((LinkState)state);
        }
    }

    private static byte Or(int value, byte unchanged) => value == NoChange ? unchanged : (byte)value;

    private static byte Join(int high, int low) => (byte)((high << 4) | low);

    private static int High(byte value) => value >> 4;

    private static int Low(byte value) => value & 0xf;
}
