using System.Buffers.Binary;
using System.Net.NetworkInformation;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Master;
using static Mlx4.Tests.Sample.Driver.Master.TestSlave;

namespace Mlx4.Tests.Sample.Driver.Master;

/// <summary>What the administrator decides for virtual functions: 1 is on port 2 only, which is Ethernet and has a link; 2 is on both.</summary>
public class VfAdministrationTests
{
    private static readonly PhysicalAddress Mac = new([0x02, 0xc9, 0, 0, 0, 0x11]);

    private readonly MasterMachine _machine = MasterMachine.Serving(vfs: 2, spread: [0, 1, 1]);

    private VfAdministration Administration => _machine.Master.Administration;

    [Fact]
    public void A_function_has_its_address_from_its_next_load_on()
    {
        TestSlave slave = new TestSlave(_machine, 1).Start();
        Assert.Equal(Errno.Ok, Administration.SetMac(1, 2, Mac));
        Assert.Equal(0UL, MacOf(slave, 1));
        slave.Start();
        Assert.Equal(0x02c9_0000_0011UL, MacOf(slave, 1));
        Assert.Equal(0UL, MacOf(new TestSlave(_machine, 2).Start(), 2));
        Assert.Equal(Errno.Ok, Administration.SetMac(1, 2, new PhysicalAddress(new byte[6])));
        slave.Start();
        Assert.Equal(0UL, MacOf(slave, 1));
    }

    [Fact]
    public void It_keeps_its_address_over_a_reset()
    {
        Assert.Equal(Errno.Ok, Administration.SetMac(1, 2, Mac));
        TestSlave slave = new TestSlave(_machine, 1).Start();
        slave.Function.FunctionLevelReset();
        _machine.Settle();
        Assert.Equal(0x02c9_0000_0011UL, MacOf(new TestSlave(_machine, 1).Start(), 1));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(-1, 2)]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(3, 2)]
    [InlineData(128, 2)]
    public void A_function_or_port_that_there_is_not_is_refused(int number, int port)
    {
        Assert.Equal(Errno.EINVAL, Administration.SetMac(number, port, Mac));
        Assert.Equal(Errno.EINVAL, Administration.SetLinkState(number, port, VfLinkState.Disable));
    }

    [Theory]
    [InlineData(new byte[] { 0x03, 0, 0, 0, 0, 1 })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0x02, 0, 0, 0, 1 })]
    [InlineData(new byte[] { 0x02, 0, 0, 0, 0, 0, 0, 1 })]
    [InlineData(new byte[0])]
    public void An_address_that_is_no_station_s_is_refused(byte[] mac) => Assert.Equal(Errno.EINVAL, Administration.SetMac(1, 2, new PhysicalAddress(mac)));

    [Theory]
    [InlineData((int)VfLinkState.Auto, true)]
    [InlineData((int)VfLinkState.Enable, true)]
    [InlineData((int)VfLinkState.Disable, false)]
    public void A_function_sees_the_link_that_it_is_allowed_to(int state, bool up)
    {
        Ok(new TestSlave(_machine, 2).Start().Execute(Opcode.InitPort, modifier: 2));
        Assert.Equal(Errno.Ok, Administration.SetLinkState(1, 2, (VfLinkState)state));
        TestSlave slave = new TestSlave(_machine, 1).Start();
        Ok(slave.Execute(Opcode.QueryPort, modifier: 1));
        Assert.Equal(up, (slave.Output[0] & 0x80) != 0);
    }

    [Fact]
    public void Its_driver_is_told_of_what_is_decided_and_of_changes_only_if_it_may_see_them()
    {
        TestSlave slave = new TestSlave(_machine, 1).Start();
        slave.CreateEq(events: 1 << 0x09);
        Administration.SetLinkState(1, 2, VfLinkState.Disable);
        Change(up: true);
        Administration.SetLinkState(1, 2, VfLinkState.Enable);
        Change(up: false);
        Administration.SetLinkState(1, 2, VfLinkState.Auto);
        Change(up: false);
        _machine.Settle();
        // The link itself is down: nobody has asked for it.
        Assert.Equal([1, 4, 1, 1], Enumerable.Range(0, 4).Select(index => (int)slave.Eqe(index)[0x03]));
        Assert.All(Enumerable.Range(0, 4), index => Assert.Equal(1 << 4, slave.Eqe(index)[0x0c]));
        Assert.Equal(0x80, slave.Eqe(4)[0x1f]);
    }

    private void Change(bool up)
    {
        byte[] entry = new byte[32];
        entry[0x01] = 0x09;
        entry[0x03] = (byte)(up ? 4 : 1);
        entry[0x0c] = 2 << 4;
        _machine.Master.OnPortChange(entry);
        _machine.Settle();
    }

    private static ulong MacOf(TestSlave slave, uint port)
    {
        Ok(slave.Execute(Opcode.QueryPort, modifier: port));
        return BinaryPrimitives.ReadUInt64BigEndian(slave.Output[0x10..]);
    }
}
