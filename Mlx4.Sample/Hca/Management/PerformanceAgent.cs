using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca.Management;

/// <summary>The performance management agent of the ports (InfiniBand architecture, 16.1). Nothing goes wrong on this
/// cable and nothing comes in through it, so errors and what was received are 0.</summary>
internal sealed class PerformanceAgent(ConnectX3 card)
{
    // The attributes (InfiniBand architecture, 16.1.3 and 16.1.4).
    private const ushort ClassPortInfo = 0x0001;
    private const ushort PortCountersAttribute = 0x0012;
    private const ushort PortCountersExtended = 0x001d;

    /// <summary>Data are counted in words of 4 bytes.</summary>
    private const int WordSize = 4;

    /// <summary>Carries out a request, whose attribute then is what the answer has in its place.</summary>
    public ushort Handle(in ManagementPacket packet)
    {
        bool set = packet.Method == ManagementMethod.Set;
        Span<byte> data = packet.Data;
        if (packet.Attribute == ClassPortInfo && !set)
        {
            return WriteClassPortInfo(data);
        }
        if (packet.Attribute is not (PortCountersAttribute or PortCountersExtended))
        {
            return ManagementStatus.UnsupportedAttribute;
        }
        const int PortSelect = 0x01;
        byte number = data[PortSelect];
        if (!card.Ports.TryGet(number, out Port? port))
        {
            return ManagementStatus.InvalidField;
        }
        ushort select = ((ReadOnlySpan<byte>)data).Get16(0x02);
        if (set)
        {
            // The counts of this port are reset together; a manager that names any of them gets all.
            if (select != 0)
            {
                port.Counters.Reset();
            }
        }
        data.Clear();
        data[PortSelect] = number;
        data.Put16(0x02, select);
        if (packet.Attribute == PortCountersAttribute)
        {
            WritePortCounters(port.Counters, data);
        }
        else
        {
            WriteExtended(port.Counters, data);
        }
        return ManagementStatus.Ok;
    }

    private static ushort WriteClassPortInfo(Span<byte> data)
    {
        const ushort ExtendedWidth = 1 << 9;
        const byte ResponseTime = 18; // 4.096 us * 2^18: a second; chosen
        data.Clear();
        data[0x00] = ManagementPacket.Version;
        data[0x01] = ManagementPacket.Version;
        data.Put16(0x02, ExtendedWidth);
        data[0x07] = ResponseTime;
        return ManagementStatus.Ok;
    }

    /// <summary>Counts of 16 and 32 bits, which stay at their largest value (16.1.3.5).</summary>
    private static void WritePortCounters(PortCounters counters, Span<byte> data)
    {
        data.Put32(0x18, Saturate(counters.SentBytes / WordSize));
        data.Put32(0x20, Saturate(counters.SentPackets));
    }

    /// <summary>Counts of 64 bits (16.1.4.11).</summary>
    private static void WriteExtended(PortCounters counters, Span<byte> data)
    {
        data.Put64(0x08, counters.SentBytes / WordSize);
        data.Put64(0x18, counters.SentPackets);
        data.Put64(0x28, counters.SentPackets); // all are unicasts
    }

    private static uint Saturate(ulong count) => (uint)Math.Min(count, uint.MaxValue);
}
