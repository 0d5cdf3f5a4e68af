namespace Mlx4.Sample.Hca.Ports;

/// <summary>What has gone out through a port, or by QPs with a counter, since the last reset of its counts. Nothing comes in. They wrap at 64 bits.</summary>
internal sealed class PortCounters
{
    public ulong SentPackets { get; private set; }

    public ulong SentBytes { get; private set; }

    /// <summary>Counts packets that went out.</summary>
    public void Sent(uint bytes, uint packets)
    {
        SentPackets += packets;
        SentBytes += bytes;
    }

    public void Reset() => SentPackets = SentBytes = 0;
}
