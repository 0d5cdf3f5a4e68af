using System.Buffers.Binary;
using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Tests.Sample.Hca.Ports;

/// <summary>What the performance management agent says.</summary>
public class PerformanceAttributeTests
{
    private const ushort ClassPortInfo = 0x0001;
    private const ushort PortCounters = 0x0012;
    private const ushort PortCountersExtended = 0x001d;
    private const int PortSelect = 0x01;
    private const ushort UnsupportedAttribute = 3 << 2;
    private const ushort InvalidField = 7 << 2;

    private readonly RawDriver _driver = new();
    private readonly ManagementDriver _mads;
    private readonly Port _port;

    public PerformanceAttributeTests()
    {
        _mads = new ManagementDriver(_driver);
        Assert.True(_driver.Card.Ports.TryGet(2, out Port? port));
        _port = port;
        _port.Counters.Sent(500, packets: 2);
    }

    [Fact]
    public void The_class_has_the_wide_counters()
    {
        Assert.Equal(0, Ask(ClassPortInfo));
        Assert.Equal(0x0101_0200u, _mads.Get32(0x00));
    }

    [Fact]
    public void Counts_are_of_packets_and_of_words()
    {
        Assert.Equal(0, Ask(PortCounters));
        Assert.Equal(2, _mads.Data[PortSelect]);
        Assert.Equal([125u, 0u, 2u, 0u], Enumerable.Range(0, 4).Select(i => _mads.Get32(0x18 + (i * 4))));

        Assert.Equal(0, Ask(PortCountersExtended));
        Assert.Equal([125UL, 0UL, 2UL, 0UL, 2UL, 0UL, 0UL, 0UL], Enumerable.Range(0, 8).Select(i => _mads.Get64(0x08 + (i * 8))));
    }

    [Fact]
    public void Narrow_counts_stay_at_their_largest()
    {
        for (int i = 0; i < 9; i++)
        {
            _port.Counters.Sent(int.MaxValue, packets: 1);
        }
        Assert.Equal(0, Ask(PortCounters));
        Assert.Equal(uint.MaxValue, _mads.Get32(0x18));
        Assert.Equal(0, Ask(PortCountersExtended));
        Assert.Equal(((9UL * int.MaxValue) + 500) / 4, _mads.Get64(0x08));
    }

    [Fact]
    public void Counts_are_reset_by_who_selects_them()
    {
        Assert.Equal(0, Ask(PortCounters, ManagementDriver.Set));
        Assert.Equal(2u, _mads.Get32(0x20));
        Assert.Equal(0, Ask(PortCounters, ManagementDriver.Set, select: 0xffff));
        Assert.Equal(0u, _mads.Get32(0x20));
        Assert.Equal(0UL, _port.Counters.SentBytes);
    }

    [Fact]
    public void What_the_agent_has_not()
    {
        Assert.Equal(UnsupportedAttribute, Ask(0x0010));
        Assert.Equal(UnsupportedAttribute, Ask(ClassPortInfo, ManagementDriver.Set));
        Assert.Equal(InvalidField, Ask(PortCounters, port: 3));
        Assert.Equal(InvalidField, Ask(PortCounters, port: 0xff));
    }

    private ushort Ask(ushort attribute, byte method = ManagementDriver.Get, byte port = 2, ushort select = 0)
    {
        _mads.Request.Clear();
        _mads.Request[PortSelect] = port;
        BinaryPrimitives.WriteUInt16BigEndian(_mads.Request[0x02..], select);
        return _mads.Ask(attribute, 0, method, ManagementDriver.Performance);
    }
}
