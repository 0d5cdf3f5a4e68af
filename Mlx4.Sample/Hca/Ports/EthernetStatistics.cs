namespace Mlx4.Sample.Hca.Ports;

/// <summary>
/// The statistics of an Ethernet port, as DUMP_ETH_STATS gives them: 64-bit counts for each of eight priorities, for frames without
/// a VLAN tag, and for what was sent in a loop; then the 32-bit counts of bad frames. This port counts all frames as untagged.
/// </summary>
internal static class EthernetStatistics
{
    public const int Size = 0xbac;

    // Behind what was received: 13 sets of nine (eight priorities, no VLAN), two groups of three for each of nine (octets, then frames), and
    // eight counts of control and malformed frames. What was sent comes in sets of ten, the last of which is what was looped.
    private const int Sent = ((13 * 9) + (2 * 3 * 9) + 8) * sizeof(ulong);
    private const int SentUnicasts = Sent + (((12 * 10) + 8) * sizeof(ulong));
    private const int SentOctets = Sent + (((13 * 10) + (8 * 3)) * sizeof(ulong));
    private const int SentFrames = SentOctets + ((6 + (8 * 3)) * sizeof(ulong));

    /// <summary>Octets that a frame has on the wire and not in memory: preamble, delimiter and gap.</summary>
    private const uint Framing = 8 + 12;

    /// <summary>Fills the mailbox, which is all zero.</summary>
    public static void Write(PortCounters counters, Span<byte> output)
    {
        output.Put64(SentUnicasts, counters.SentPackets);
        // With framing, without it, and those of good frames.
        output.Put64(SentOctets, counters.SentBytes + (counters.SentPackets * Framing));
        output.Put64(SentOctets + 0x08, counters.SentBytes);
        output.Put64(SentOctets + 0x10, counters.SentBytes);
        output.Put64(SentFrames, counters.SentPackets);
    }
}
