namespace Mlx4.Sample.Hca.Ports;

/// <summary>
/// The statistics of an Ethernet port, as DUMP_ETH_STATS gives them: 64-bit counts for each of eight priorities, for frames without
/// a VLAN tag, and for what was sent in a loop; then the 32-bit counts of bad frames. This port counts all frames as untagged.
/// </summary>
internal static class EthernetStatistics
{
    public const int Size = 0xbac;

    // Sets of nine: eight priorities, no VLAN. Twelve sets come before the unicasts.
    private const int ReceivedMulticasts = (11 * 9 + 8) * 8;
    private const int ReceivedUnicasts = (12 * 9 + 8) * 8;

    // Groups of three, for each priority and then for no VLAN: octets with and without framing, octets of good frames.
    private const int ReceivedOctets = (13 * 9 + 8 * 3) * 8;

    // Groups of three in the same order: frames, tagged frames, nothing.
    private const int ReceivedFrames = ReceivedOctets + (3 + 8 * 3) * 8;

    // After eight counts of control and malformed frames the same for what was sent, in sets of ten: the last is what was looped.
    private const int Sent = ReceivedFrames + (3 + 8) * 8;
    private const int SentMulticasts = Sent + (11 * 10 + 8) * 8;
    private const int SentUnicasts = Sent + (12 * 10 + 8) * 8;
    private const int SentOctets = Sent + (13 * 10 + 8 * 3) * 8;
    private const int SentFrames = SentOctets + (6 + 8 * 3) * 8;

    // 32-bit counts.
    private const int Dropped = 0xb98;
    private const int Overflows = 0xb9c;
    private const int GoodFrames = 0xba4;
    private const int SendDropped = 0xba8;

    /// <summary>Octets that a frame has on the wire and not in memory: preamble, delimiter and gap.</summary>
    private const uint Framing = 8 + 12;

    /// <summary>Fills the mailbox, which is all zero.</summary>
    public static void Write(PortCounters counters, Span<byte> output)
    {
        output.Put64(ReceivedMulticasts, counters.ReceivedMulticasts);
        output.Put64(ReceivedUnicasts, counters.ReceivedPackets - counters.ReceivedMulticasts);
        WriteOctets(output[ReceivedOctets..], counters.ReceivedPackets, counters.ReceivedBytes);
        output.Put64(ReceivedFrames, counters.ReceivedPackets);
        output.Put64(SentMulticasts, counters.SentMulticasts);
        output.Put64(SentUnicasts, counters.SentPackets - counters.SentMulticasts);
        WriteOctets(output[SentOctets..], counters.SentPackets, counters.SentBytes);
        output.Put64(SentFrames, counters.SentPackets);
        output.Put32(Dropped, (uint)counters.ReceiveDrops);
        output.Put32(Overflows, (uint)counters.ReceiveDrops);
        output.Put32(GoodFrames, (uint)counters.ReceivedPackets);
        output.Put32(SendDropped, (uint)counters.SendDrops);
    }

    private static void WriteOctets(Span<byte> group, ulong frames, ulong octets)
    {
        group.Put64(0x00, octets + (frames * Framing));
        group.Put64(0x08, octets);
        group.Put64(0x10, octets);
    }
}
