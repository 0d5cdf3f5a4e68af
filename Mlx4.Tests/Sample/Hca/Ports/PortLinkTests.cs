using System.Buffers.Binary;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Tests.Sample.Hca.Ports;

/// <summary>How the links of ports come up and go down, as QUERY_PORT and events tell.</summary>
public class PortLinkTests
{
    private const byte PortChange = 0x09;
    private const byte Down = 1;
    private const byte Active = 4;

    private readonly RawDriver _driver = new();

    [Fact]
    public void QUERY_PORT_tells_types_and_tables()
    {
        _driver.RunFirmware();
        Assert.Equal(0x03, Query(1));
        Assert.Equal(0x77, _driver.Output[0x07]);
        Assert.Equal(0x05, _driver.Output[0x01] & 0xf);
        Assert.Equal(0x0b, Query(2));
        Assert.Equal(0x0002_c945_a102u, BinaryPrimitives.ReadUInt64BigEndian(_driver.Output[0x10..]));
    }

    [Fact]
    public void An_Ethernet_link_comes_up_with_the_port_and_goes_with_it()
    {
        var mads = new ManagementDriver(_driver);
        RawDriver.Ok(_driver.Execute(Opcode.InitPort, modifier: 2));
        Assert.Equal(0xcb, Query(2)); // up, and the ends have agreed
        Assert.Equal(0x85, _driver.Output[0x01]);
        Assert.Equal(0x40, _driver.Output[0x05]); // 40 Gb/s
        Assert.Equal((PortChange, Active), mads.Event(0));
        Assert.Equal(2u << 28, BinaryPrimitives.ReadUInt32BigEndian(_driver.Eqe(0)[0x0c..]));

        RawDriver.Ok(_driver.Execute(Opcode.InitPort, modifier: 2));
        Assert.False(mads.HasEvent(1));
        RawDriver.Ok(_driver.Execute(Opcode.ClosePort, modifier: 2));
        Assert.Equal(0x0b, Query(2));
        Assert.Equal((PortChange, Down), mads.Event(1));
        RawDriver.Ok(_driver.Execute(Opcode.ClosePort, modifier: 2));
        Assert.False(mads.HasEvent(2));
    }

    [Fact]
    public void An_InfiniBand_link_waits_for_a_subnet_manager()
    {
        var mads = new ManagementDriver(_driver);
        RawDriver.Ok(_driver.Execute(Opcode.InitPort, modifier: 1));
        Assert.Equal(0x83, Query(1));
        Assert.False(mads.HasEvent(0));
        RawDriver.Ok(_driver.Execute(Opcode.ClosePort, modifier: 1));
        Assert.Equal((PortChange, Down), mads.Event(0));
        Assert.Equal(0, mads.Ask(ManagementDriver.PortInfo));
        Assert.Equal([0x71, 0x32], mads.Data[0x20..0x22].ToArray());
    }

    [Theory]
    [InlineData(LinkType.None)]
    [InlineData(LinkType.Ethernet)]
    public void A_port_polls_without_a_port_of_its_type_at_the_other_end(object sensed)
    {
        var driver = new RawDriver(new ConnectX3Options { FirmwarePages = 16, Port1 = new PortOptions { Sensed = (LinkType)sensed } });
        var mads = new ManagementDriver(driver);
        RawDriver.Ok(driver.Execute(Opcode.InitPort, modifier: 1));
        Assert.Equal(0, mads.Ask(ManagementDriver.PortInfo));
        Assert.Equal([0x71, 0x22], mads.Data[0x20..0x22].ToArray());
        Assert.False(mads.HasEvent(0));
    }

    [Fact]
    public void A_port_that_changes_its_type_loses_its_link()
    {
        var mads = new ManagementDriver(_driver);
        RawDriver.Ok(_driver.Execute(Opcode.InitPort, modifier: 2));
        _driver.ClearInput();
        RawDriver.Ok(_driver.ExecuteIn(Opcode.SetPort, 2));
        Assert.Equal(0x0b, Query(2)); // an Ethernet cable is no link for it now
        Assert.Equal((PortChange, Down), mads.Event(1));
        RawDriver.Ok(_driver.ExecuteIn(Opcode.SetPort, 2, opcodeModifier: 1));
        Assert.Equal(0xcb, Query(2));
        Assert.Equal((PortChange, Active), mads.Event(2));
    }

    [Fact]
    public void A_link_that_goes_with_the_HCA_or_the_card_is_no_event()
    {
        var mads = new ManagementDriver(_driver);
        RawDriver.Ok(_driver.Execute(Opcode.InitPort, modifier: 2));
        RawDriver.Ok(_driver.Execute(Opcode.CloseHca));
        Assert.Equal(0x0b, Query(2));
        _driver.Write32(RawDriver.ResetRegister, 1);
        Assert.False(mads.HasEvent(1));
    }

    private byte Query(uint port)
    {
        RawDriver.Ok(_driver.Execute(Opcode.QueryPort, modifier: port));
        return _driver.Output[0x00];
    }
}
