using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Tests.Sample.Hca.Ports;

/// <summary>What SET_PORT and the filter commands take and keep.</summary>
public class SetPortTests
{
    private const byte Ethernet = 1;
    private const byte Beacon = 4;
    private const ulong Valid = 1UL << 63;

    private readonly RawDriver _driver = new();
    private readonly Port _port;

    public SetPortTests()
    {
        _driver.BringUp();
        _driver.ClearInput();
        Assert.True(_driver.Card.Ports.TryGet(2, out Port? port));
        _port = port;
    }

    [Theory]
    [InlineData((1u << 22) | (6u << 12), 0, CommandStatus.BadParam)]
    [InlineData(1u << 22, 0, CommandStatus.BadParam)]
    [InlineData((1u << 21) | (9u << 4), 0, CommandStatus.BadSize)]
    [InlineData(1u << 20, 129, CommandStatus.BadSize)]
    [InlineData((1u << 22) | (5u << 12) | (1u << 21) | (8u << 4) | (1u << 20), 128, CommandStatus.Ok)]
    public void InfiniBand_settings(uint settings, ushort pkeys, object status)
    {
        _driver.Put32(0x00, settings);
        Put16(0x28, pkeys);
        Assert.Equal((CommandStatus)status, _driver.ExecuteIn(Opcode.SetPort, 1));
    }

    [Theory]
    [InlineData(1, 67, CommandStatus.BadParam)]
    [InlineData(1, 9601, CommandStatus.BadParam)]
    [InlineData(1, 1536, CommandStatus.Ok)]
    [InlineData(0, 0, CommandStatus.Ok)]
    public void The_longest_frame(byte valid, ushort mtu, object status)
    {
        _driver.Input[0x03] = valid;
        Put16(0x06, mtu);
        Assert.Equal((CommandStatus)status, Set(0x0));
        Assert.Equal(mtu == 1536 ? 1536 : 1522, _port.Ethernet.Mtu);
    }

    [Fact]
    public void Pauses_and_bad_frames()
    {
        _driver.Input[0x02] = 1 << 1;
        _driver.Input[0x03] = 1 << 1 | 1 << 2;
        _driver.Input[0x04] = 1;
        _driver.Input[0x08] = 0x80;
        _driver.Input[0x0d] = 0x0c;
        RawDriver.Ok(Set(0x0));
        Assert.Equal((0xff, 0x0c, true), (_port.Ethernet.SendsPause, _port.Ethernet.ObeysPause, _port.Ethernet.IgnoresFcs));
        _driver.ClearInput();
        RawDriver.Ok(Set(0x0));
        Assert.Equal((0xff, 0x0c, true), (_port.Ethernet.SendsPause, _port.Ethernet.ObeysPause, _port.Ethernet.IgnoresFcs));
    }

    [Fact]
    public void The_tables_of_addresses()
    {
        _driver.Put64(127 * 8, Valid | 0x0002_c945_a102);
        RawDriver.Ok(Set(0x2));
        Assert.Equal(Valid | 0x0002_c945_a102, _port.Ethernet.MacTable[127]);
        _driver.ClearInput();
        _driver.Put32(127 * 4, (1u << 31) | 42);
        RawDriver.Ok(Set(0x3));
        Assert.Equal((1u << 31) | 42, _port.Ethernet.VlanTable[127]);
        _driver.ClearInput();
        _driver.Input[2047] = 9;
        RawDriver.Ok(Set(0x5));
        Assert.Equal(9, _port.Ethernet.GidTable[2047]);
    }

    [Theory]
    [InlineData(0x1, 0x04, 1, CommandStatus.Ok)] // QPs by address
    [InlineData(0x1, 0x00, 1, CommandStatus.BadParam)] // beyond the QPs there can be
    [InlineData(0x1, 0x05, 8, CommandStatus.BadParam)]
    [InlineData(0x1, 0x06, 8, CommandStatus.BadParam)]
    [InlineData(0x1, 0x07, 4, CommandStatus.BadParam)]
    [InlineData(0x4, 0x00, 7, CommandStatus.Ok)] // priorities
    [InlineData(0x8, 0x03, 0x77, CommandStatus.Ok)] // traffic classes
    [InlineData(0x8, 0x03, 0x80, CommandStatus.BadParam)]
    [InlineData(0x8, 0x03, 0x08, CommandStatus.BadParam)]
    [InlineData(0x9, 0x3b, 100, CommandStatus.Ok)] // their shares
    [InlineData(0x9, 0x3b, 101, CommandStatus.BadParam)]
    [InlineData(0x6, 0x00, 0, CommandStatus.BadParam)]
    [InlineData(0xb, 0x00, 0, CommandStatus.BadParam)] // VXLAN
    [InlineData(0xd, 0x00, 0, CommandStatus.BadParam)] // RoCE v2
    public void The_other_parts(uint code, int offset, byte value, object status)
    {
        _driver.Input[offset] = value;
        Assert.Equal((CommandStatus)status, Set(code));
    }

    [Fact]
    public void The_beacon()
    {
        RawDriver.Ok(_driver.ExecuteIn(Opcode.SetPort, 1, Beacon));
        Assert.Equal(CommandStatus.BadParam, _driver.ExecuteIn(Opcode.SetPort, 1 | (1 << 8), Beacon));
        Assert.Equal(CommandStatus.BadParam, _driver.Execute(Opcode.SetPort, _driver.Host.End, 1, Beacon));
    }

    [Fact]
    public void The_filter_of_VLANs()
    {
        _driver.Input[511] = 1;
        RawDriver.Ok(_driver.ExecuteIn(Opcode.SetVlanFilter, 2));
        Assert.Equal(1, _port.Ethernet.VlanFilter[511]);
        Assert.Equal(CommandStatus.BadParam, _driver.Execute(Opcode.SetVlanFilter, _driver.Host.End, 2));
    }

    [Fact]
    public void The_filter_of_multicast_addresses()
    {
        RawDriver.Ok(_driver.Execute(Opcode.SetMulticastFilter, 0x0100_5e00_0001, 2));
        RawDriver.Ok(_driver.Execute(Opcode.SetMulticastFilter, 0x0100_5e00_0002, 2));
        RawDriver.Ok(_driver.Execute(Opcode.SetMulticastFilter, 0, 2, 2));
        Assert.True(_port.Ethernet.FiltersMulticasts);
        Assert.Equal([0x0100_5e00_0001UL, 0x0100_5e00_0002UL], _port.Ethernet.Multicasts);
        RawDriver.Ok(_driver.Execute(Opcode.SetMulticastFilter, 0, 2, 1));
        RawDriver.Ok(_driver.Execute(Opcode.SetMulticastFilter, Valid | 0x0100_5e00_0003, 2));
        Assert.False(_port.Ethernet.FiltersMulticasts);
        Assert.Equal([0x0100_5e00_0003UL], _port.Ethernet.Multicasts);
        Assert.Equal(CommandStatus.BadParam, _driver.Execute(Opcode.SetMulticastFilter, 0, 2, 3));
    }

    [Fact]
    public void The_filter_of_multicast_addresses_gets_full()
    {
        for (uint i = 1; i <= 1024; i++)
        {
            RawDriver.Ok(_driver.Execute(Opcode.SetMulticastFilter, i, 2));
        }
        Assert.Equal(CommandStatus.ExceedLimit, _driver.Execute(Opcode.SetMulticastFilter, 1025, 2));
        RawDriver.Ok(_driver.Execute(Opcode.SetMulticastFilter, 1024, 2));
        RawDriver.Ok(_driver.Execute(Opcode.SetMulticastFilter, Valid, 2));
        Assert.Empty(_port.Ethernet.Multicasts);
    }

    [Fact]
    public void A_reset_forgets_all_of_it()
    {
        _driver.Input[0x03] = 1;
        Put16(0x06, 9000);
        RawDriver.Ok(Set(0x0));
        RawDriver.Ok(_driver.Execute(Opcode.SetMulticastFilter, 1, 2));
        _driver.Write32(RawDriver.ResetRegister, 1);
        Assert.Equal(1522, _port.Ethernet.Mtu);
        Assert.Empty(_port.Ethernet.Multicasts);
    }

    private CommandStatus Set(uint code) => _driver.ExecuteIn(Opcode.SetPort, 2 | (code << 8), Ethernet);

    private void Put16(int offset, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(_driver.Input[offset..], value);
}
