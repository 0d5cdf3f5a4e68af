using System.Buffers.Binary;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Hca.Ports;
using static Mlx4.Tests.Sample.Driver.Master.TestSlave;

namespace Mlx4.Tests.Sample.Driver.Master;

/// <summary>The ports, which all functions share: the first is InfiniBand here, the second Ethernet.</summary>
public class PortWrapperTests
{
    private readonly MasterMachine _machine = MasterMachine.Serving();
    private readonly TestSlave _slave;
    private readonly TestSlave _other;
    private readonly List<string> _commands = [];

    public PortWrapperTests()
    {
        _slave = new TestSlave(_machine, 1).Start();
        _other = new TestSlave(_machine, 2).Start();
        _machine.Card.CommandObserver = command => _commands.Add($"{command.Opcode} {command.InputModifier:x}");
    }

    [Fact]
    public void An_Ethernet_port_is_up_while_anybody_wants_it()
    {
        Ok(_slave.Execute(Opcode.InitPort, modifier: 2));
        Ok(_slave.Execute(Opcode.InitPort, modifier: 2));
        Ok(_other.Execute(Opcode.InitPort, modifier: 2));
        Assert.Equal(["InitPort 2"], PortCommands);
        Ok(_slave.Execute(Opcode.ClosePort, modifier: 2));
        Ok(_slave.Execute(Opcode.ClosePort, modifier: 2));
        Assert.Equal(["InitPort 2"], PortCommands);
        Assert.Equal(Errno.Ok, _machine.Device.Commands.Execute(new Command(Opcode.InitPort, 2)));
        Ok(_other.Execute(Opcode.ClosePort, modifier: 2));
        Assert.Equal(["InitPort 2"], PortCommands);
        Assert.Equal(Errno.Ok, _machine.Device.Commands.Execute(new Command(Opcode.ClosePort, 2)));
        Assert.Equal(["InitPort 2", "ClosePort 2"], PortCommands);
    }

    [Fact]
    public void An_InfiniBand_port_is_up_when_the_master_says_so()
    {
        Ok(_slave.Execute(Opcode.InitPort, modifier: 1));
        Assert.Empty(PortCommands);
        Assert.Equal(Errno.Ok, _machine.Device.Commands.Execute(new Command(Opcode.InitPort, 1)));
        Ok(_slave.Execute(Opcode.ClosePort, modifier: 1));
        Assert.Equal(["InitPort 1"], PortCommands);
        Assert.Equal(Errno.Ok, _machine.Device.Commands.Execute(new Command(Opcode.ClosePort, 1)));
        Assert.Equal(["InitPort 1", "ClosePort 1"], PortCommands);
    }

    [Fact]
    public void A_slave_that_is_gone_wants_no_port()
    {
        Ok(_slave.Execute(Opcode.InitPort, modifier: 2));
        _slave.Function.FunctionLevelReset();
        _machine.Settle();
        // Between them its GIDs have gone.
        Assert.Equal(["InitPort 2", "SetPort 502", "ClosePort 2"], PortCommands);
    }

    [Fact]
    public void A_port_that_did_not_come_up_is_asked_for_again()
    {
        _machine.Card.Faults.FailCommand((ushort)Opcode.InitPort, 0x08);
        Assert.Equal(CommandStatus.ExceedsLimit, _slave.Execute(Opcode.InitPort, modifier: 2));
        Ok(_slave.Execute(Opcode.InitPort, modifier: 2));
        Assert.Equal(["InitPort 2", "InitPort 2"], PortCommands);
    }

    [Fact]
    public void A_port_that_there_is_not_has_a_bad_parameter()
    {
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.InitPort));
        Assert.Equal(CommandStatus.BadParameter, _slave.Execute(Opcode.ClosePort, modifier: 3));
        Assert.Equal(CommandStatus.BadParameter, _slave.ExecuteIn(Opcode.SetPort, 0x103));
    }

    [Fact]
    public void An_InfiniBand_port_states_what_any_function_can()
    {
        Assert.Equal(CommandStatus.Ok, SetCapabilities(_slave, 1 << 16));
        Assert.Equal(1u << 16, CardCapabilities());
        Assert.Equal(CommandStatus.Ok, SetCapabilities(_other, 1 << 20));
        Assert.Equal(1u << 16 | 1 << 20, CardCapabilities());
        Assert.Equal(CommandStatus.BadParameter, SetCapabilities(_slave, 1 << 19));
        Assert.Equal(CommandStatus.BadParameter, SetCapabilities(_slave, 1 << 1));
        Assert.Equal(CommandStatus.Ok, SetCapabilities(_slave, 0));
        Assert.Equal(1u << 20, CardCapabilities());
    }

    [Fact]
    public void An_Ethernet_port_takes_frames_as_large_as_any_function_wants()
    {
        Assert.Equal(CommandStatus.Ok, SetMtu(_slave, 3000));
        Assert.Equal(CommandStatus.Ok, SetMtu(_other, 2000));
        Assert.Equal(3000, EthernetPort.Ethernet.Mtu);
        Assert.Equal(CommandStatus.Ok, SetMtu(_slave, 1000));
        Assert.Equal(2000, EthernetPort.Ethernet.Mtu);
        Assert.Equal(CommandStatus.BadParameter, SetMtu(_slave, 10000));
        Assert.Equal(CommandStatus.Ok, SetMtu(_other, 1500));
        Assert.Equal(1500, EthernetPort.Ethernet.Mtu);
    }

    [Theory]
    [InlineData(0x102, 1)]
    [InlineData(0x202, 1)]
    [InlineData(0x001, 1)]
    [InlineData(0x002, 0)]
    public void A_slave_sets_no_more_of_a_port(uint modifier, byte opModifier) =>
        Assert.Equal(CommandStatus.BadParameter, _slave.ExecuteIn(Opcode.SetPort, modifier, opModifier));

    [Fact]
    public void A_port_s_lamp_is_the_master_s() => Assert.Equal(CommandStatus.BadOperation, _slave.ExecuteIn(Opcode.SetPort, 1, 4));

    [Fact]
    public void A_change_of_a_port_is_told_to_the_slaves_that_ask_for_it()
    {
        _slave.CreateEq(events: 1 << 0x09);
        _other.CreateEq();
        byte[] entry = new byte[32];
        entry[0x01] = 0x09;
        entry[0x03] = 4;
        entry[0x0c] = 2 << 4;
        _machine.Master.OnPortChange(entry);
        _machine.Settle();
        Assert.Equal((0x09, 4, 2 << 4, 0), (_slave.Eqe(0)[1], _slave.Eqe(0)[3], _slave.Eqe(0)[0x0c], _slave.Eqe(0)[0x1f]));
        Assert.Equal(0x80, _other.Eqe(0)[0x1f]);
    }

    private IEnumerable<string> PortCommands => _commands.Where(static command => command.Contains("Port", StringComparison.Ordinal));

    private Port EthernetPort => PortOf(2);

    private static CommandStatus SetCapabilities(TestSlave slave, uint mask)
    {
        slave.Input.Clear();
        slave.Put32(0x04, mask);
        return slave.ExecuteIn(Opcode.SetPort, 1);
    }

    private static CommandStatus SetMtu(TestSlave slave, ushort mtu)
    {
        slave.Input.Clear();
        slave.Input[0x03] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(slave.Input[0x06..], mtu);
        return slave.ExecuteIn(Opcode.SetPort, 2, 1);
    }

    private uint CardCapabilities() => PortOf(1).CapabilityMask;

    private Port PortOf(uint number)
    {
        Assert.True(_machine.Card.Ports.TryGet(number, out Port? port));
        return port;
    }
}
