namespace Mlx4.Sample.Hca.Ports;

/// <summary>What has gone through a port, or a counter, since the last reset of its counts. They wrap at 64 bits.</summary>
internal sealed class PortCounters
{
    public ulong SentPackets { get; private set; }

    public ulong SentBytes { get; private set; }

    public ulong SentMulticasts { get; private set; }

    public ulong SendDrops { get; private set; }

    public ulong ReceivedPackets { get; private set; }

    public ulong ReceivedBytes { get; private set; }

    public ulong ReceivedMulticasts { get; private set; }

    /// <summary>Packets that came and that nobody took.</summary>
    public ulong ReceiveDrops { get; private set; }

    /// <summary>Counts packets that went out.</summary>
    public void Sent(uint bytes, uint packets = 1, bool multicast = false)
    {
        SentPackets += packets;
        SentBytes += bytes;
        SentMulticasts += multicast ? 1UL : 0;
    }

    /// <summary>Counts a packet that came.</summary>
    public void Received(int bytes, bool multicast = false)
    {
        ReceivedPackets++;
        ReceivedBytes += (uint)bytes;
        ReceivedMulticasts += multicast ? 1UL : 0;
    }

    public void SendDropped() => SendDrops++;

    public void ReceiveDropped() => ReceiveDrops++;

    public void Reset()
    {
        SentPackets = SentBytes = SentMulticasts = SendDrops = 0;
        ReceivedPackets = ReceivedBytes = ReceivedMulticasts = ReceiveDrops = 0;
    }
}
