using System.Numerics;
using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca;

/// <summary>
/// What the card can do and how much of it, as QUERY_DEV_CAP tells and as the commands check.
/// </summary>
/// <remarks>
/// Sources are named at each group: <i>listings</i> are public ones of cards of this kind with firmware 2.33 to 2.42 (the limits
/// that verbs report, less or plus what the driver reserves); <i>chosen</i> values are plausible and not verified.
/// </remarks>
internal sealed class Capabilities(ConnectX3Options options)
{
    public const int MaxPorts = 2;

    /// <summary>From listings.</summary>
    public const int MaxVirtualFunctions = 63;

    // Sizes of the contexts in bytes. Chosen.
    public const int QpContext = 256;
    public const int RdmaContext = 32;
    public const int AlternatePathContext = 64;
    public const int AuxiliaryContext = 128;
    public const int SrqContext = 128;
    public const int CqContext = 128;
    public const int EqContext = 128;
    public const int MemoryProtection = 64;
    public const int CompletionContext = 64;
    public const int MemoryTranslation = 8;

    // Reserved for the firmware. SRQs, CQs, MPTs and PDs from listings: 65536 - max_srq, 65536 - max_cq, 524288 - max_mr, 32768 - max_pd. The others chosen.
    public const int LogReservedQps = 6;
    public const int LogReservedSrqs = 6;
    public const int LogReservedCqs = 7;
    public const int LogReservedEqs = 2;
    public const int LogReservedMtts = 4;
    public const int LogReservedMpts = 8;
    public const int ReservedPds = 4;
    public const int ReservedUars = 1;

    /// <summary>The size of a BlueFlame register, 512 bytes. Chosen.</summary>
    public const int LogBlueFlame = 9;

    // Limits of the tables. Chosen.
    public const int LogMaxQps = 24;
    public const int LogMaxSrqs = 24;
    public const int LogMaxCqs = 24;
    public const int LogMaxMpts = 24;
    public const int LogMaxEqs = 8;
    public const uint MaxCounters = 256;

    /// <summary>The largest queues in entries. Listings: 16351 usable of a QP, 16383 of an SRQ, 4194303 of a CQ.</summary>
    public const int LogMaxQpEntries = 14;
    public const int LogMaxSrqEntries = 14;
    public const int LogMaxCqEntries = 22;

    /// <summary>
    /// The key of all memory by bus address, for QPs of the kernel. Chosen: the one of the last reserved region. That of region 1, 0x100, is
    /// what Linux ends the scatter lists of receives with (<c>MLX4_INVALID_LKEY</c>), so it must name nothing.
    /// </summary>
    public const uint ReservedKey = ((1u << LogReservedMpts) - 1) << 8;

    /// <summary>With <see cref="ConnectX3Options.SysEqs"/>: EQs of the card, of this function, and of those reserved. Chosen.</summary>
    public const ushort SystemEqs = 1024;
    public const ushort FunctionEqs = 128;
    public const ushort FunctionReservedEqs = 8;

    /// <summary>Those of a virtual function, of which none is reserved. Chosen: 63 times 8 and the physical function's are fewer than all.</summary>
    public const ushort VirtualFunctionEqs = 8;

    /// <summary>The largest EQ in entries. Chosen: Linux needs 2^16.</summary>
    public const int LogMaxEqEntries = 20;

    // Of a port. P_Keys, GIDs, lanes and the InfiniBand MTU (5: 4096 bytes) from listings, the others chosen or fixed by the driver's
    // tables (128 MACs and VLANs).
    public const int LogMaxPkeys = 7;
    public const int LogMaxGids = 7;
    public const int LogMaxMacs = 7;
    public const int LogMaxVlans = 7;
    public const int MaxVirtualLanes = 8;
    public const int MaxInfiniBandMtu = 5;
    public const ushort MaxEthernetMtu = 9600;

    /// <summary>
    /// Features, by the bit numbers of the driver's first set. Listings show counters of bad keys, windows, checksums, XRC, enforced UD
    /// ports and atomic operations, and with firmware 2.42.5000 automatic path migration; logs show steering by both address kinds. The
    /// others are chosen.
    /// </summary>
    private const ulong Features =
        1UL << 0 // RC
        | 1UL << 1 // UC
        | 1UL << 2 // UD
        | 1UL << 3 // XRC
        | 1UL << 6 // SRQ
        | 1UL << 7 // IPoIB checksum
        | 1UL << 8 // bad P_Key counter
        | 1UL << 9 // bad Q_Key counter
        | 1UL << 15 // large segments with long headers; without it Linux asks for newer firmware
        | 1UL << 16 // memory windows
        | 1UL << 17 // automatic path migration
        | 1UL << 18 // atomic operations
        | 1UL << 20 // UD address vectors name the port
        | 1UL << 21 // UD multicast
        | 1UL << 30 // RoCE
        | 1UL << 32 // unicast loopback
        | 1UL << 34 // keep the FCS
        | 1UL << 40 // RSS for UDP
        | 1UL << 41 // unicast steering by Ethernet address
        | 1UL << 42 // multicast steering by Ethernet address
        | 1UL << 48 // counters
        | 1UL << 52 // RSS of IP fragments
        | 1UL << 53 // Ethernet scheduling
        | 1UL << 55 // link sensing
        | 1UL << 59 // port management events
        | 1UL << 61 // 64-byte EQEs
        | 1UL << 62; // 64-byte CQEs

    /// <summary>The two ports can have different types. Only where there are two.</summary>
    private const ulong DualPortDifferentProtocol = 1UL << 12;

    private const int LogMegabyte = 20;

    /// <summary>How many EQs, from 0, the firmware keeps of those of the physical function.</summary>
    public uint ReservedEqs => options.SysEqs ? FunctionReservedEqs : 1u << LogReservedEqs;

    /// <summary>How many EQs a function has, if the EQ table holds 2^<paramref name="logTable"/>: without system EQs, each has as many.</summary>
    public uint EqsOf(Function function, int logTable) =>
        !options.SysEqs ? 1u << logTable : function.Number == 0 ? FunctionEqs : VirtualFunctionEqs;

    /// <summary>How many of them, from 0, are the firmware's.</summary>
    public uint ReservedEqsOf(Function function) => options.SysEqs && function.Number != 0 ? 0 : ReservedEqs;

    /// <summary>The binary logarithm of the size of the UAR space in bytes.</summary>
    public int LogUarBytes => LogMegabyte + BitOperations.Log2((uint)options.UarMegabytes);

    /// <summary>Fills the mailbox of QUERY_DEV_CAP, which is all zero.</summary>
    public void Write(Span<byte> output)
    {
        Queues(output);
        Transport(output);
        Doorbells(output);
        Extensions(output);
        EntrySizes(output);
        output.Put64(0xa0, options.MaxIcmSize);
    }

    private void Queues(Span<byte> output)
    {
        output[0x10] = LogMaxSrqEntries;
        output[0x11] = LogMaxQpEntries;
        output[0x12] = LogReservedQps;
        output[0x13] = LogMaxQps;
        output[0x14] = LogReservedSrqs << 4;
        output[0x15] = LogMaxSrqs;
        output[0x18] = 1 << LogReservedEqs;
        output[0x19] = LogMaxCqEntries;
        output[0x1a] = LogReservedCqs;
        output[0x1b] = LogMaxCqs;
        output[0x1d] = LogMaxMpts;
        output[0x1e] = LogReservedEqs;
        output[0x1f] = LogMaxEqs;
        output[0x20] = LogReservedMtts << 4;
        output[0x22] = LogReservedMpts;
        output.Put16(0x26, options.SysEqs ? SystemEqs : (ushort)0);
        output[0x29] = 7; // outstanding RDMA reads as requester; listings: 128
        output[0x2b] = 4; // and as responder; listings: 16
        output[0x2f] = 21; // and of all QPs; listings: 2096000, which is 2^21 less those of reserved QPs
        output[0x61] = 8; // QPs of a multicast group; chosen, listings show the 248 of the driver's own entries
        output[0x63] = 13; // multicast groups; chosen, listings show the 8192 of the driver's own table
        output[0x64] = ReservedPds << 4;
        output[0x65] = 24; // protection domains; chosen
        output[0x67] = 16; // XRC domains; the driver's table
        output.Put32(0x68, MaxCounters);
    }

    private void Transport(Span<byte> output)
    {
        output[0x2d] = 17; // GSO of 128 KiB; chosen
        output[0x2e] = 0x38; // RSS by XOR and Toeplitz, table of 256; chosen
        output[0x33] = 1; // an SRQ can be resized; listings
        output[0x34] = 0x80; // the port's beacon; chosen
        output[0x35] = 15; // ack delay; listings
        output[0x36] = 0x53; // read by drivers of the old port commands only: 4096 bytes, 1x and 4x
        output[0x37] = (byte)((3 << 4) | options.Ports); // for those: virtual lanes; for all: the number of ports
        output[0x38] = 30; // messages of 1 GiB; the InfiniBand architecture's 2^31 less one, rounded down
        output[0x3b] = LogMaxGids;
        output.Put16(0x3c, 0xff); // static rates; chosen
        output[0x3e] = 0x80; // time stamps; logs: a PTP clock is registered
        output[0x3f] = LogMaxPkeys;
        output.Put64(0x40, Features | (options.Ports > 1 ? DualPortDifferentProtocol : 0));
    }

    private void Doorbells(Span<byte> output)
    {
        output[0x48] = ReservedUars << 4;
        output[0x49] = (byte)(LogUarBytes - LogMegabyte);
        output[0x4b] = 9; // smallest page; listings: page_size_cap 0xfffffe00
        output[0x4c] = 0x80; // BlueFlame, 8 registers a page; chosen
        output[0x4d] = LogBlueFlame;
        output[0x4e] = 3;
        output[0x51] = 62; // send: scatter entries and descriptor bytes; chosen
        output.Put16(0x52, 1008);
        output[0x55] = 32; // receive: scatter entries from listings, descriptor bytes follow
        output.Put16(0x56, 512);
    }

    private void Extensions(Span<byte> output)
    {
        // QP updates, source check loopback, FSM, VLAN control, counts of pause frames; chosen. Not bit 21: there are no more than 63 functions.
        output.Put32(0x70, 1u << 16 | 1u << 18 | 1u << 19 | 1u << 20 | 1u << 26 | 1u << 28);
        output[0x76] = (byte)(options.FlowSteering ? 0x80 : 0);
        output[0x77] = 1; // QPs of a flow rule; chosen
        output[0x78] = 0x20; // events of changed virtual lanes; chosen
        output[0x7a] = 0xe0; // strides of EQEs and CQEs, Ethernet protocol control; chosen
        // Type 2B windows, local and remote invalidation, type 2 windows, the reserved key, fast registration; listings show
        // memory management extensions and type 2B windows. Frames with a bad FCS can be taken, CONFIG_DEV is known; chosen.
        output.Put32(0x94, 1u << 1 | 1u << 6 | 1u << 7 | 1u << 9 | 1u << 10 | 1u << 11 | 1u << 26 | 1u << 29);
        output.Put32(0x98, ReservedKey);
        // Negotiation is reported on all media, DIAG_RPRT knows ports; chosen. Traffic classes are configured by SET_PORT: without it Linux asks
        // for newer firmware.
        output.Put32(0x9c, 1u << 0 | 1u << 13 | 1u << 17);
        output.Put32(0xb0, 1); // MAD_DEMUX; chosen
        output.Put32(0xe4, Bar0.HealthBuffer);
    }

    private static void EntrySizes(Span<byte> output)
    {
        output.Put16(0x80, RdmaContext);
        output.Put16(0x82, QpContext);
        output.Put16(0x84, AuxiliaryContext);
        output.Put16(0x86, AlternatePathContext);
        output.Put16(0x88, EqContext);
        output.Put16(0x8a, CqContext);
        output.Put16(0x8c, SrqContext);
        output.Put16(0x8e, CompletionContext);
        output.Put16(0x90, MemoryTranslation);
        output.Put16(0x92, MemoryProtection);
    }
}
