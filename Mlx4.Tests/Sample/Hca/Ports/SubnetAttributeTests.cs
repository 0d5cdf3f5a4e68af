using System.Buffers.Binary;
using System.Text;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;

namespace Mlx4.Tests.Sample.Hca.Ports;

/// <summary>What the subnet management agent says, attribute by attribute.</summary>
public class SubnetAttributeTests
{
    private const ushort UnsupportedVersion = 1 << 2;
    private const ushort UnsupportedAttribute = 3 << 2;
    private const ushort InvalidField = 7 << 2;

    private readonly RawDriver _driver = new();
    private readonly ManagementDriver _mads;

    public SubnetAttributeTests() => _mads = new ManagementDriver(_driver);

    private ulong NodeGuid => _driver.Card.Options.NodeGuid;

    [Theory]
    [InlineData(0x01)]
    [InlineData(0x81)]
    public void NodeInfo_tells_who_the_card_is(byte of)
    {
        Assert.Equal(0, _mads.Ask(ManagementDriver.NodeInfo, of: of, port: 2));
        Assert.Equal(0x0101_0102u, _mads.Get32(0x00)); // versions, a channel adapter, two ports
        Assert.Equal(NodeGuid + 3, _mads.Get64(0x04));
        Assert.Equal(NodeGuid, _mads.Get64(0x0c));
        Assert.Equal(NodeGuid + 2, _mads.Get64(0x14));
        Assert.Equal(128, _mads.Get16(0x1c));
        Assert.Equal(4099, _mads.Get16(0x1e));
        Assert.Equal(1u, _mads.Get32(0x20));
        Assert.Equal(0x0200_02c9u, _mads.Get32(0x24));
    }

    [Fact]
    public void NodeDescription_is_the_firmwares_until_SET_NODE_names_the_node()
    {
        Assert.Equal(0, _mads.Ask(ManagementDriver.NodeDescription));
        Assert.Equal("MT25408 ConnectX Mellanox Technologies", Text());

        _driver.ClearInput();
        Encoding.ASCII.GetBytes("node17 mlx4_0", _driver.Input);
        RawDriver.Ok(_driver.ExecuteIn(Opcode.SetNode, 1));
        Assert.Equal(0, _mads.Ask(ManagementDriver.NodeDescription, port: 2));
        Assert.Equal("node17 mlx4_0", Text());

        _driver.Write32(RawDriver.ResetRegister, 1);
        Assert.Equal((byte)'M', _driver.Card.Node.Description[0]);
    }

    [Fact]
    public void PortInfo_of_a_closed_port()
    {
        Assert.Equal(0, _mads.Ask(ManagementDriver.PortInfo, 1));
        Assert.Equal(0xfe80_0000_0000_0000, _mads.Get64(0x08));
        Assert.Equal(0u, _mads.Get32(0x10)); // LIDs
        Assert.Equal(0x0251_4868u, _mads.Get32(0x14));
        Assert.Equal([1, 3, 3, 2], _mads.Data[0x1c..0x20].ToArray()); // port, widths
        Assert.Equal(0x71, _mads.Data[0x20]); // up to QDR, down
        Assert.Equal(0x32, _mads.Data[0x21]); // disabled, polling by default
        Assert.Equal(0x17, _mads.Data[0x23]); // SDR
        Assert.Equal(0x50, _mads.Data[0x24]); // 4096 bytes
        Assert.Equal(0x40, _mads.Data[0x25]); // eight lanes
        Assert.Equal(5, _mads.Data[0x29]);
        Assert.Equal(128, _mads.Data[0x32]);
        Assert.Equal(0x01, _mads.Data[0x3e]); // FDR supported
    }

    [Fact]
    public void PortInfo_of_a_link_at_56_gigabits()
    {
        RawDriver.Ok(_driver.Execute(Opcode.InitPort, modifier: 1));
        Assert.Equal(0, _mads.Ask(ManagementDriver.PortInfo));
        Assert.Equal([0x72, 0x52], _mads.Data[0x20..0x22].ToArray()); // Initialize, LinkUp
        Assert.Equal(2, _mads.Data[0x1f]);
        Assert.Equal(0x47, _mads.Data[0x23]);
        Assert.Equal([0x11, 0x01], _mads.Data[0x3e..0x40].ToArray()); // FDR active, supported, enabled
        Assert.Equal(0, _mads.Ask(ManagementDriver.ExtendedPortInfo, 1));
        Assert.Equal([1, 1, 0], new[] { _mads.Data[0x07], _mads.Data[0x0b], _mads.Data[0x0f] }.Select(each => (int)each));
    }

    [Fact]
    public void PortInfo_has_the_capability_mask_that_SET_PORT_set()
    {
        _driver.ClearInput();
        _driver.Put32(0x04, 0x1234_5678);
        RawDriver.Ok(_driver.ExecuteIn(Opcode.SetPort, 2));
        Assert.Equal(0, _mads.Ask(ManagementDriver.PortInfo, 2, port: 2));
        Assert.Equal(0x1234_5678u, _mads.Get32(0x14));
    }

    [Fact]
    public void The_tables_are_read_block_by_block()
    {
        Assert.Equal(0, _mads.Ask(ManagementDriver.GuidInfo, 0, port: 2));
        Assert.Equal([NodeGuid + 2, 0UL], [_mads.Get64(0), _mads.Get64(8)]);
        Assert.Equal(0, _mads.Ask(ManagementDriver.GuidInfo, 15));
        Assert.Equal(0UL, _mads.Get64(0));
        Assert.Equal(InvalidField, _mads.Ask(ManagementDriver.GuidInfo, 16));

        Assert.Equal(0, _mads.Ask(ManagementDriver.PkeyTable, 0));
        Assert.Equal([0xffff, 0], [_mads.Get16(0), _mads.Get16(2)]);
        Assert.Equal(0, _mads.Ask(ManagementDriver.PkeyTable, 3));
        Assert.Equal(0, _mads.Get16(0));
        Assert.Equal(InvalidField, _mads.Ask(ManagementDriver.PkeyTable, 4));

        Assert.Equal(0, _mads.Ask(ManagementDriver.ServiceLevelMap));
        Assert.Equal(0x0123_4567_0123_4567u, _mads.Get64(0));
    }

    [Theory]
    [InlineData(ManagementDriver.PortInfo, 3, InvalidField)]
    [InlineData(ManagementDriver.ExtendedPortInfo, 3, InvalidField)]
    [InlineData(0x0012, 0, UnsupportedAttribute)] // SwitchInfo
    [InlineData(0x0020, 0, UnsupportedAttribute)] // SMInfo: there is no subnet manager here
    [InlineData(0x0099, 0, UnsupportedAttribute)]
    public void Attributes_that_the_card_has_not(ushort attribute, uint modifier, ushort status) =>
        Assert.Equal(status, _mads.Ask(attribute, modifier));

    [Theory]
    [InlineData(0x09)]
    [InlineData(0x0a)]
    [InlineData(0x21)]
    public void Classes_of_which_the_card_knows_no_attribute(byte of) => Assert.Equal(UnsupportedAttribute, _mads.Ask(1, of: of));

    [Fact]
    public void Versions_that_are_not_the_cards()
    {
        RawDriver.Ok(_mads.Post(ManagementDriver.NodeInfo));
        _driver.Input[2] = 2;
        RawDriver.Ok(_driver.ExecuteIn(Opcode.MadIfc, 1, 3));
        Assert.Equal(UnsupportedVersion, BinaryPrimitives.ReadUInt16BigEndian(_driver.Output[4..]));
        _driver.Input[0] = 2;
        Assert.Equal(CommandStatus.BadPacket, _driver.ExecuteIn(Opcode.MadIfc, 1, 3));
    }

    [Theory]
    [InlineData(0x02, 1)] // not a class of the card's
    [InlineData(0x01, 3)] // Send
    [InlineData(0x01, 0x81)] // an answer
    public void Packets_that_no_agent_answers(byte of, byte method) =>
        Assert.Equal(CommandStatus.BadPacket, _mads.Post(ManagementDriver.NodeInfo, method: method, of: of));

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    public void Traps_get_no_answer(byte method)
    {
        RawDriver.Ok(_mads.Post(2, method: method));
        Assert.Equal(-1, _driver.Output[..0x100].IndexOfAnyExcept((byte)0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(15)]
    public void All_views_are_the_same(byte opcodeModifier)
    {
        RawDriver.Ok(_mads.Post(ManagementDriver.GuidInfo, port: 1 | (5 << 16), opcodeModifier: opcodeModifier));
        Assert.Equal(NodeGuid + 1, _mads.Get64(0));
    }

    [Fact]
    public void One_mailbox_can_be_both()
    {
        var driver = new RawDriver(new ConnectX3Options { FirmwarePages = 16, Ports = 1 });
        var mads = new ManagementDriver(driver);
        Assert.Equal(0, mads.Ask(ManagementDriver.NodeInfo));
        byte[] answer = driver.Output[..0x100].ToArray();
        driver.Host.Memory(driver.In, 0x100).CopyTo(driver.Host.Memory(driver.Out, 0x100));
        RawDriver.Ok(driver.Execute(Opcode.MadIfc, driver.Out, 1, 3));
        Assert.Equal(answer, driver.Output[..0x100].ToArray());
    }

    private string Text() => Encoding.ASCII.GetString(_mads.Data[..64]).TrimEnd('\0');
}
