using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Tests.Sample.Hca.Ports;

/// <summary>What the commands that read counts say.</summary>
public class StatisticsTests
{
    private readonly RawDriver _driver = new();
    private readonly Port _port;

    public StatisticsTests()
    {
        _driver.BringUp();
        Assert.True(_driver.Card.Ports.TryGet(2, out Port? port));
        _port = port;
        _port.Counters.Sent(200, packets: 2);
    }

    [Fact]
    public void DUMP_ETH_STATS_counts_all_frames_as_untagged()
    {
        RawDriver.Ok(_driver.Execute(Opcode.DumpEthStats, modifier: 2));
        Assert.Equal(2UL, Get64(0x998)); // unicasts
        Assert.Equal([240UL, 200UL, 200UL], [Get64(0xa68), Get64(0xa70), Get64(0xa78)]); // octets
        Assert.Equal(2UL, Get64(0xb58));
        Assert.Equal(5, Enumerable.Range(0, 0xbac / 4).Count(word => Get32(word * 4) != 0));
    }

    [Fact]
    public void DUMP_ETH_STATS_resets_after_it_has_told()
    {
        RawDriver.Ok(_driver.Execute(Opcode.DumpEthStats, modifier: 2 | (1 << 8)));
        Assert.Equal(2UL, Get64(0xb58));
        RawDriver.Ok(_driver.Execute(Opcode.DumpEthStats, modifier: 2));
        Assert.Equal(-1, _driver.Output.IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void There_are_no_pause_frames()
    {
        RawDriver.Ok(_driver.Execute(Opcode.DumpEthStats, modifier: 2 | (1 << 12)));
        Assert.Equal(-1, _driver.Output.IndexOfAnyExcept((byte)0));
        Assert.Equal(2UL, _port.Counters.SentPackets);
    }

    [Fact]
    public void QUERY_IF_STAT_tells_of_a_counter_and_resets_it()
    {
        Assert.True(_driver.Card.Counters.TryGet(7, out PortCounters? counters));
        counters.Sent(1000, packets: 2);
        RawDriver.Ok(_driver.Execute(Opcode.QueryIfStat, modifier: 7 | (1u << 31)));
        Assert.Equal(0, _driver.Output[0x03]); // a basic counter
        Assert.Equal([0UL, 0UL, 2UL, 1000UL], [Get64(0x10), Get64(0x18), Get64(0x20), Get64(0x28)]);
        RawDriver.Ok(_driver.Execute(Opcode.QueryIfStat, modifier: 7));
        Assert.Equal(-1, _driver.Output.IndexOfAnyExcept((byte)0));
    }

    [Theory]
    [InlineData(0, CommandStatus.Ok)]
    [InlineData(2, CommandStatus.Ok)]
    [InlineData(3, CommandStatus.BadIndex)]
    public void DIAG_RPRT_tells_of_one_port_or_all(uint port, object status)
    {
        Assert.Equal((CommandStatus)status, _driver.Execute(Opcode.DiagRprt, modifier: port, opcodeModifier: 2));
        Assert.Equal(-1, _driver.Output.IndexOfAnyExcept((byte)0));
    }

    private uint Get32(int offset) => BinaryPrimitives.ReadUInt32BigEndian(_driver.Output[offset..]);

    private ulong Get64(int offset) => BinaryPrimitives.ReadUInt64BigEndian(_driver.Output[offset..]);
}
