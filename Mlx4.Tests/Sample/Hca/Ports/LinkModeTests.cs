using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;

namespace Mlx4.Tests.Sample.Hca.Ports;

/// <summary>The register PTYS by ACCESS_REG.</summary>
public class LinkModeTests
{
    private const ushort Ptys = 0x5004;
    private const byte Query = 1;
    private const byte Write = 2;
    private const byte InfiniBand = 1;
    private const byte Ethernet = 4;
    private const uint All = 1 << 1 | 1 << 3 | 1 << 4 | 1 << 6 | 1 << 12 | 1 << 13 | 1 << 15 | 1 << 17 | 1 << 18;
    private const uint Cr4At40 = 1 << 6;
    private const uint Cr4At56 = 1 << 17;

    private readonly RawDriver _driver = new();

    public LinkModeTests() => _driver.BringUp();

    [Fact]
    public void A_port_without_a_link_tells_what_it_can_be()
    {
        Assert.Equal(0, Access(Query, 2, Ethernet));
        Assert.Equal(0x81, _driver.Output[0x06]); // the answer to a query
        Assert.Equal([All, All, 0u, 0u], [Get32(0x0c), Get32(0x18), Get32(0x24), Get32(0x30)]);
    }

    [Fact]
    public void A_link_runs_at_40_gigabits_and_at_56_if_it_must()
    {
        RawDriver.Ok(_driver.Execute(Opcode.InitPort, modifier: 2));
        Assert.Equal(0, Access(Query, 2, Ethernet));
        Assert.Equal([Cr4At40, Cr4At40 | Cr4At56 | 1 << 12 | 1 << 1], [Get32(0x24), Get32(0x30)]);

        Assert.Equal(0, Access(Write, 2, Ethernet, Cr4At56));
        Assert.Equal(Cr4At56, Get32(0x18));
        RawDriver.Ok(_driver.Execute(Opcode.ClosePort, modifier: 2));
        RawDriver.Ok(_driver.Execute(Opcode.InitPort, modifier: 2));
        Assert.Equal(0, Access(Query, 2, Ethernet));
        Assert.Equal(Cr4At56, Get32(0x24));
        RawDriver.Ok(_driver.Execute(Opcode.QueryPort, modifier: 2));
        Assert.Equal((0xcb, 0x20), (_driver.Output[0x00], _driver.Output[0x05]));
    }

    [Fact]
    public void A_link_does_not_come_up_in_a_mode_that_the_cable_has_not()
    {
        Assert.Equal(0, Access(Write, 2, Ethernet, 1 << 15)); // for fibre
        RawDriver.Ok(_driver.Execute(Opcode.InitPort, modifier: 2));
        RawDriver.Ok(_driver.Execute(Opcode.QueryPort, modifier: 2));
        Assert.Equal(0x0b, _driver.Output[0x00]);
    }

    [Fact]
    public void An_InfiniBand_link_runs_at_FDR()
    {
        RawDriver.Ok(_driver.Execute(Opcode.InitPort, modifier: 1));
        Assert.Equal(0, Access(Query, 1, InfiniBand));
        Assert.Equal([0x0003_001fu, 0x0003_001fu, 0x0002_0010u], [Get32(0x10), Get32(0x1c), Get32(0x28)]);
        Assert.Equal(0u, Get32(0x0c));
    }

    [Theory]
    [InlineData(Ptys, Write, 2, Ethernet, 0, 7)] // no mode at all
    [InlineData(Ptys, Write, 2, Ethernet, 1 << 0, 7)] // one that the port has not
    [InlineData(Ptys, Write, 2, InfiniBand, Cr4At40, 7)]
    [InlineData(Ptys, Query, 3, Ethernet, 0, 7)]
    [InlineData(Ptys, Query, 0, Ethernet, 0, 7)]
    [InlineData(Ptys, 3, 2, Ethernet, 0, 6)]
    [InlineData(0x5005, Query, 2, Ethernet, 0, 4)]
    public void Refusals_are_in_the_status_of_the_register(ushort register, byte method, byte port, byte protocols, uint modes, int status)
    {
        Assert.Equal(status, Access(method, port, protocols, modes, register));
        Assert.Equal(0, Access(Query, 2, Ethernet));
        Assert.Equal(All, Get32(0x18));
    }

    [Fact]
    public void Without_two_mailboxes_there_is_no_register()
    {
        Assert.Equal(CommandStatus.BadParam, _driver.Execute(Opcode.AccessReg, 8));
        Assert.Equal(CommandStatus.BadParam, _driver.Execute(Opcode.AccessReg, _driver.In, output: 8));
    }

    private int Access(byte method, byte port, byte protocols, uint modes = 0, ushort register = Ptys)
    {
        _driver.ClearInput();
        _driver.Put32(0x00, 0x0804_0000);
        BinaryPrimitives.WriteUInt16BigEndian(_driver.Input[0x04..], register);
        _driver.Input[0x06] = method;
        _driver.Input[0x07] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(_driver.Input[0x10..], (3 << 12) | 17);
        _driver.Input[0x15] = port;
        _driver.Input[0x17] = protocols;
        _driver.Put32(0x14 + 0x18, modes);
        RawDriver.Ok(_driver.ExecuteIn(Opcode.AccessReg));
        return _driver.Output[0x02];
    }

    /// <summary>A word of the register.</summary>
    private uint Get32(int offset) => BinaryPrimitives.ReadUInt32BigEndian(_driver.Output[(0x14 + offset)..]);
}
