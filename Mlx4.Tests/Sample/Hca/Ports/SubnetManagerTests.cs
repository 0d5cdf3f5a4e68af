using System.Buffers.Binary;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Tests.Sample.Hca.Ports;

/// <summary>What a subnet manager sets, and which events tell of it.</summary>
public class SubnetManagerTests
{
    private const ushort InvalidField = 7 << 2;
    private const byte PortChange = 0x09;
    private const byte PortManagementChange = 0x1d;

    private readonly RawDriver _driver = new();
    private readonly ManagementDriver _mads;

    public SubnetManagerTests() => _mads = new ManagementDriver(_driver);

    [Fact]
    public void A_port_gets_its_LID_and_tells_of_it()
    {
        Assert.Equal(0, _mads.Change(static info =>
        {
            BinaryPrimitives.WriteUInt16BigEndian(info[0x10..], 22);
            BinaryPrimitives.WriteUInt16BigEndian(info[0x12..], 1);
            info[0x22] = 2; // four LIDs
            info[0x24] = 0x43; // 2048 bytes, service level 3
            info[0x33] = 18;
        }));
        Assert.Equal(0x0016_0001u, _mads.Get32(0x10));
        Assert.Equal([2, 0x43, 18], [_mads.Data[0x22], _mads.Data[0x24], _mads.Data[0x33]]);

        Assert.Equal((PortManagementChange, (byte)0x15), _mads.Event(0));
        ReadOnlySpan<byte> change = _driver.Eqe(0);
        Assert.Equal(1, change[0x07]);
        Assert.Equal(0x0001_0016u, BinaryPrimitives.ReadUInt32BigEndian(change[0x08..]));
        Assert.Equal(0x15u, BinaryPrimitives.ReadUInt32BigEndian(change[0x0c..])); // both LIDs and the service level
        Assert.Equal(3, change[0x13]);
        Assert.False(_mads.HasEvent(1));
    }

    [Fact]
    public void What_stays_as_it_is_is_no_event()
    {
        Assert.Equal(0, _mads.Change(static _ => { }));
        Assert.False(_mads.HasEvent(0));
    }

    [Fact]
    public void A_new_prefix_and_the_wish_to_register_anew_are_events()
    {
        Assert.Equal(0, _mads.Change(static info =>
        {
            info[0x0f] = 1;
            info[0x33] = 0x80;
        }));
        Assert.Equal(0x0au, BinaryPrimitives.ReadUInt32BigEndian(_driver.Eqe(0)[0x0c..]));
        Assert.Equal(0xfe80_0000_0000_0001, BinaryPrimitives.ReadUInt64BigEndian(_driver.Eqe(0)[0x14..]));
    }

    [Fact]
    public void A_link_is_armed_then_activated()
    {
        RawDriver.Ok(_driver.Execute(Opcode.InitPort, modifier: 1));
        Assert.Equal(InvalidField, _mads.Change(static info => info[0x20] = 4));
        Assert.Equal(0, _mads.Change(static info => info[0x20] = 3));
        Assert.Equal(0x73, _mads.Data[0x20]);
        Assert.Equal(0, _mads.Change(static info => info[0x20] = 4));
        Assert.Equal(0x74, _mads.Data[0x20]);
        Assert.Equal((PortChange, (byte)4), _mads.Event(0));
        Assert.Equal(1u << 28, BinaryPrimitives.ReadUInt32BigEndian(_driver.Eqe(0)[0x0c..]));
    }

    [Fact]
    public void A_link_that_is_taken_down_trains_anew()
    {
        RawDriver.Ok(_driver.Execute(Opcode.InitPort, modifier: 1));
        Assert.Equal(0, _mads.Change(static info => info[0x20] = 3));
        Assert.Equal(0, _mads.Change(static info => info[0x20] = 1));
        Assert.Equal([0x72, 0x52], _mads.Data[0x20..0x22].ToArray());
        Assert.Equal((PortChange, (byte)1), _mads.Event(0));
        Assert.False(_mads.HasEvent(1));
    }

    [Fact]
    public void A_port_that_is_disabled_polls_when_it_is_told_to()
    {
        RawDriver.Ok(_driver.Execute(Opcode.InitPort, modifier: 1));
        Assert.Equal(0, _mads.Change(static info => info[0x21] = 0x30));
        Assert.Equal([0x71, 0x32], _mads.Data[0x20..0x22].ToArray());
        Assert.Equal(0, _mads.Change(static info => info[0x21] = 0x20));
        Assert.Equal([0x72, 0x52], _mads.Data[0x20..0x22].ToArray());
    }

    [Theory]
    [InlineData(0x10, 0xc0)] // a multicast LID
    [InlineData(0x12, 0xc0)]
    [InlineData(0x1d, 4)] // a width that the port has not
    [InlineData(0x21, 0x40)] // training is not for a manager to say
    [InlineData(0x23, 2)] // a speed without the lowest
    [InlineData(0x24, 0x60)] // an MTU that there is not
    [InlineData(0x2b, 0x50)] // more lanes than there are
    public void Nothing_is_set_if_a_field_is_not_valid(int offset, byte value)
    {
        Assert.Equal(InvalidField, _mads.Change(info =>
        {
            info[offset] = value;
            info[0x33] = 7;
        }));
        Assert.Equal(0, _mads.Ask(ManagementDriver.PortInfo));
        Assert.Equal(0, _mads.Data[0x33]);
        Assert.False(_mads.HasEvent(0));
    }

    [Fact]
    public void The_blocks_of_the_tables_are_set_and_told_of()
    {
        _mads.Request.Fill(0x11);
        Assert.Equal(0, _mads.Ask(ManagementDriver.PkeyTable, 2, ManagementDriver.Set));
        Assert.Equal(0x1111, _mads.Get16(0x3e));
        Assert.Equal((PortManagementChange, (byte)0x16), _mads.Event(0));
        Assert.Equal(0x0000_0002_ffff_ffffu, BinaryPrimitives.ReadUInt64BigEndian(_driver.Eqe(0)[0x08..]));

        Assert.Equal(0, _mads.Ask(ManagementDriver.GuidInfo, 0, ManagementDriver.Set));
        Assert.Equal(_driver.Card.Options.NodeGuid + 1, _mads.Get64(0)); // the port's own stays
        Assert.Equal(0x1111_1111_1111_1111u, _mads.Get64(0x38));
        Assert.Equal((PortManagementChange, (byte)0x14), _mads.Event(1));
        Assert.Equal(0x0000_0000_0000_00feu, BinaryPrimitives.ReadUInt64BigEndian(_driver.Eqe(1)[0x08..]));

        Assert.Equal(0, _mads.Ask(ManagementDriver.ServiceLevelMap, 0, ManagementDriver.Set));
        Assert.Equal((PortManagementChange, (byte)0x17), _mads.Event(2));
        Assert.Equal(0x1111_1111_1111_1111u, BinaryPrimitives.ReadUInt64BigEndian(_driver.Eqe(2)[0x08..]));

        Assert.Equal(InvalidField, _mads.Ask(ManagementDriver.PkeyTable, 4, ManagementDriver.Set));
        Assert.Equal(InvalidField, _mads.Ask(ManagementDriver.GuidInfo, 16, ManagementDriver.Set));
        Assert.Equal(3 << 2, _mads.Ask(ManagementDriver.NodeDescription, 0, ManagementDriver.Set));
        Assert.False(_mads.HasEvent(3));
    }

    [Fact]
    public void A_management_key_keeps_others_from_setting()
    {
        Assert.Equal(0, _mads.Change(static info =>
        {
            info[0x07] = 0x99;
            info[0x22] = 1 << 6;
        }));
        Assert.Equal(CommandStatus.BadPacket, Keyed(ManagementDriver.Set, 0x98));
        RawDriver.Ok(Keyed(ManagementDriver.Get, 0));
        Assert.Equal(0UL, _mads.Get64(0)); // who does not know the key is not told it
        Assert.Equal(1, _mads.Get16(0x2c)); // the violation
        RawDriver.Ok(Keyed(ManagementDriver.Get, 0x99));
        Assert.Equal(0x99UL, _mads.Get64(0));

        Assert.Equal(0, _mads.Change(static info =>
        {
            info[0x07] = 0x99;
            info[0x22] = 2 << 6;
        }));
        Assert.Equal(CommandStatus.BadPacket, Keyed(ManagementDriver.Get, 0));
        RawDriver.Ok(Keyed(ManagementDriver.Get, 0x99));
    }

    [Fact]
    public void A_manager_at_the_other_end_activates_the_port()
    {
        var cable = new PortOptions { Sensed = LinkType.InfiniBand, SubnetManager = true };
        var driver = new RawDriver(new ConnectX3Options { FirmwarePages = 16, Port1 = cable });
        var mads = new ManagementDriver(driver);
        RawDriver.Ok(driver.Execute(Opcode.InitPort, modifier: 1));
        Assert.Equal(0, mads.Ask(ManagementDriver.PortInfo));
        Assert.Equal(0x0002_0001u, mads.Get32(0x10));
        Assert.Equal(0x74, mads.Data[0x20]);
        Assert.Equal((PortManagementChange, (byte)0x15), mads.Event(0));
        Assert.Equal(0x5u, BinaryPrimitives.ReadUInt32BigEndian(driver.Eqe(0)[0x0c..]));
        Assert.Equal((PortChange, (byte)4), mads.Event(1));
    }

    private CommandStatus Keyed(byte method, ulong key) => _mads.Post(ManagementDriver.PortInfo, method: method, key: key, opcodeModifier: 2);
}
