using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Capabilities;

/// <summary>The answer to QUERY_DEV_CAP (<c>struct mlx4_dev_cap</c>), as far as the load path uses it. Sizes are in bytes.</summary>
internal sealed record FirmwareLimits
{
    /// <summary>The bit of the extended features that lifts the limit of 63 virtual functions.</summary>
    private const int MoreVirtualFunctions = 21;

    public int MaxQps { get; init; }
    public int MaxSrqs { get; init; }
    public int MaxCqs { get; init; }
    public int MaxEqs { get; init; }
    public int MaxMpts { get; init; }
    public int MaxPds { get; init; }
    public int MaxXrcds { get; init; }
    public int MaxMcgs { get; init; }
    public uint MaxCounters { get; init; }
    public int MaxQpSize { get; init; }
    public int MaxSrqSize { get; init; }
    public int MaxCqSize { get; init; }
    public uint MaxMessageSize { get; init; }
    public ulong MaxIcmSize { get; init; }

    public int ReservedQps { get; init; }
    public int ReservedSrqs { get; init; }
    public int ReservedCqs { get; init; }
    public int ReservedEqs { get; init; }
    public int ReservedMtts { get; init; }
    public int ReservedMrws { get; init; }
    public int ReservedPds { get; init; }
    public int ReservedXrcds { get; init; }
    public int ReservedUars { get; init; }

    /// <summary>The number of event queues, if the firmware gives each function its own share of them; else 0.</summary>
    public int SystemEqs { get; init; }

    /// <summary>The most virtual functions.</summary>
    public int MaxVirtualFunctions { get; init; }

    public int Ports { get; init; }
    public DeviceFeatures Features { get; init; }

    /// <summary>The part of BAR 2 that holds UAR pages.</summary>
    public ulong UarSize { get; init; }
    public ulong MinPageSize { get; init; }

    /// <summary>The size of a BlueFlame register, 0 without BlueFlame.</summary>
    public int BlueFlameSize { get; init; }

    /// <summary>The key of all memory by bus address.</summary>
    public uint ReservedKey { get; init; }

    public bool Timestamps { get; init; }
    public bool ConfigDev { get; init; }
    public bool MadDemux { get; init; }
    public bool RecoverableErrors { get; init; }
    public bool DriverVersion { get; init; }
    public bool Vxlan { get; init; }

    /// <summary>Whether the firmware can manage steering.</summary>
    public bool FlowSteering { get; init; }

    /// <summary>How many queue pairs an entry of a flow rule may name.</summary>
    public int FlowSteeringQpsPerEntry { get; init; }

    /// <summary>The queue pairs that are steered at a high rate: the first, and how many.</summary>
    public int HighRateQpBase { get; init; }
    public int HighRateQps { get; init; }

    public int RdmarcEntrySize { get; init; }
    public int QpEntrySize { get; init; }
    public int AuxcEntrySize { get; init; }
    public int AltcEntrySize { get; init; }
    public int EqEntrySize { get; init; }
    public int CqEntrySize { get; init; }
    public int SrqEntrySize { get; init; }
    public int CmptEntrySize { get; init; }
    public int MttEntrySize { get; init; }
    public int DmptEntrySize { get; init; }

    /// <summary>Reads the output of QUERY_DEV_CAP.</summary>
    public static FirmwareLimits Read(Mailbox mailbox)
    {
        var features = (DeviceFeatures)mailbox.Read64(0x40);
        int systemEqs = mailbox.Read16(0x26) & 0xfff;
        int reservedUars = mailbox.Bits8(0x48, 4, 4);
        int reservedEqs = mailbox.PowerOf2(0x1e, 4);
        return new FirmwareLimits
        {
            MaxSrqSize = mailbox.PowerOf2(0x10, 5),
            MaxQpSize = mailbox.PowerOf2(0x11, 5),
            ReservedQps = mailbox.PowerOf2(0x12, 4),
            MaxQps = mailbox.PowerOf2(0x13, 5),
            ReservedSrqs = mailbox.PowerOf2(0x14, 4, shift: 4),
            MaxSrqs = mailbox.PowerOf2(0x15, 5),
            MaxCqSize = mailbox.PowerOf2(0x19, 5),
            ReservedCqs = mailbox.PowerOf2(0x1a, 4),
            MaxCqs = mailbox.PowerOf2(0x1b, 5),
            MaxMpts = mailbox.PowerOf2(0x1d, 5),
            // Where event queues are not shared out, those whose doorbells lie in the firmware's UAR pages are the firmware's, four a page.
            ReservedEqs = systemEqs != 0 ? reservedEqs : Math.Max(4 * reservedUars, reservedEqs),
            MaxEqs = mailbox.PowerOf2(0x1f, 4),
            ReservedMtts = mailbox.PowerOf2(0x20, 4, shift: 4),
            ReservedMrws = mailbox.PowerOf2(0x22, 4),
            SystemEqs = systemEqs,
            MaxVirtualFunctions = (mailbox.Read32(0x70) >> MoreVirtualFunctions & 1) != 0 ? 126 : 63,
            FlowSteering = mailbox.Bit8(0x76, 7),
            FlowSteeringQpsPerEntry = mailbox.Read8(0x77),
            Ports = mailbox.Bits8(0x37, 0, 4),
            MaxMessageSize = 1U << mailbox.Bits8(0x38, 0, 5),
            Timestamps = mailbox.Bit8(0x3e, 7),
            Features = features,
            ReservedUars = reservedUars,
            UarSize = 1UL << (mailbox.Bits8(0x49, 0, 6) + 20),
            MinPageSize = 1UL << mailbox.Read8(0x4b),
            BlueFlameSize = mailbox.Bit8(0x4c, 7) ? mailbox.PowerOf2(0x4d, 5) : 0,
            MaxMcgs = mailbox.PowerOf2(0x63, 5),
            ReservedPds = mailbox.Bits8(0x64, 4, 4),
            MaxPds = mailbox.PowerOf2(0x65, 5),
            ReservedXrcds = mailbox.Bits8(0x66, 4, 4),
            MaxXrcds = mailbox.PowerOf2(0x67, 5),
            MaxCounters = features.HasFlag(DeviceFeatures.Counters) ? mailbox.Read32(0x68) : 0,
            RdmarcEntrySize = mailbox.Read16(0x80),
            QpEntrySize = mailbox.Read16(0x82),
            AuxcEntrySize = mailbox.Read16(0x84),
            AltcEntrySize = mailbox.Read16(0x86),
            EqEntrySize = mailbox.Read16(0x88),
            CqEntrySize = mailbox.Read16(0x8a),
            SrqEntrySize = mailbox.Read16(0x8c),
            CmptEntrySize = mailbox.Read16(0x8e),
            MttEntrySize = mailbox.Read16(0x90),
            DmptEntrySize = mailbox.Read16(0x92),
            ConfigDev = mailbox.Bit8(0x94, 5),
            ReservedKey = mailbox.Read32(0x98),
            RecoverableErrors = mailbox.Bit8(0x9f, 7),
            DriverVersion = mailbox.Bit8(0x9e, 0),
            Vxlan = mailbox.Bit8(0x9e, 3),
            MaxIcmSize = mailbox.Read64(0xa0),
            HighRateQpBase = (int)(mailbox.Read32(0xa8) & 0xffffff),
            HighRateQps = (int)(mailbox.Read32(0xac) & 0xffffff),
            MadDemux = (mailbox.Read32(0xb0) & 1) != 0,
        };
    }
}
