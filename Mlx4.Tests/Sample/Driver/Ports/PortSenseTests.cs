using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Ports;
using Mlx4.Sample.Pci;

using Opcode = Mlx4.Sample.Driver.Commands.Opcode;

namespace Mlx4.Tests.Sample.Driver.Ports;

public class PortSenseTests
{
    private static readonly ConnectX3Options EthernetCableInPort1 = new()
    {
        Port1 = new PortOptions { Suggested = LinkType.InfiniBand, DefaultSense = true, Sensed = LinkType.Ethernet },
    };

    [Fact]
    public void The_cable_decides_what_a_port_is()
    {
        var machine = new Machine(EthernetCableInPort1, Machine.Small);
        machine.Load().ThrowIfFailed();

        Assert.Equal(PortType.Ethernet, machine.Device.Capabilities.Ports[0].Type);
        Assert.Equal("eth", machine.Pci.Model.ReadFile("mlx4_port1"));
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void A_port_follows_its_cable_within_three_seconds()
    {
        var machine = new Machine(EthernetCableInPort1, Machine.Small);
        machine.Card.Faults.FailCommand((ushort)Opcode.SensePort, 0x01);
        machine.Load().ThrowIfFailed();
        Assert.Equal(PortType.InfiniBand, machine.Device.Capabilities.Ports[0].Type);

        machine.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(PortType.Ethernet, machine.Device.Capabilities.Ports[0].Type);
        Assert.True(machine.Device.IsRegistered);
        Assert.Equal("eth", machine.Pci.Model.ReadFile("mlx4_port1"));
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void A_card_whose_ports_could_not_change_stays_loaded_and_unloads()
    {
        // Port 2 is InfiniBand and stays so; setting it up again is refused.
        var machine = new Machine(
            EthernetCableInPort1 with { Port2 = new PortOptions { Suggested = LinkType.InfiniBand } }, Machine.Small);
        machine.Card.Faults.FailCommand((ushort)Opcode.SensePort, 0x01);
        machine.Load().ThrowIfFailed();
        machine.Card.Faults.FailCommand((ushort)Opcode.SetPort, 0x03);

        machine.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.False(machine.Device.IsRegistered);
        Assert.Contains("the ports could not follow their cables: SetPort: EINVAL", machine.Monitor.Warnings);
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    /// <summary>Such a card is loaded, and registered with nobody.</summary>
    [Theory]
    [InlineData("remove")]
    [InlineData("error")]
    [InlineData("shutdown")]
    [InlineData("sleep")]
    [InlineData("restart")]
    public void Whatever_comes_next_unloads_it(string next)
    {
        var machine = new Machine(
            EthernetCableInPort1 with { Port2 = new PortOptions { Suggested = LinkType.InfiniBand } }, Machine.Small);
        machine.Card.Faults.FailCommand((ushort)Opcode.SensePort, 0x01);
        machine.Load().ThrowIfFailed();
        machine.Card.Faults.FailCommand((ushort)Opcode.SetPort, 0x03);
        machine.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.True(machine.Driver.IsLoaded);
        Assert.False(machine.Device.IsRegistered);

        switch (next)
        {
            case "error":
                machine.Driver.ErrorDetected(PciChannelState.PermanentFailure);
                Assert.False(machine.Driver.IsLoaded);
                break;
            case "shutdown":
                machine.Driver.Shutdown();
                Assert.False(machine.Driver.IsLoaded);
                break;
            case "sleep":
                machine.Driver.Suspend();
                Assert.False(machine.Driver.IsLoaded);
                break;
            case "restart":
                Assert.Equal("ok", machine.Driver.Restart().ToString());
                Assert.True(machine.Device.IsRegistered);
                break;
            default:
                break;
        }

        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void A_restart_makes_the_ports_what_they_were()
    {
        var machine = new Machine(EthernetCableInPort1, Machine.Small);
        machine.Card.Faults.FailCommand((ushort)Opcode.SensePort, 0x01);
        machine.Load().ThrowIfFailed();
        machine.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(PortType.Ethernet, machine.Device.Capabilities.Ports[0].Type);
        machine.Card.Faults.FailCommand((ushort)Opcode.SensePort, 0x01);

        Assert.Equal("ok", machine.Driver.Restart().ToString());

        Assert.Equal(PortType.Ethernet, machine.Device.Capabilities.Ports[0].Type);
        Assert.True(machine.Device.IsRegistered);
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void The_event_queue_goes_round_and_round_for_hours()
    {
        var machine = new Machine(EthernetCableInPort1, Machine.Small);
        machine.Load().ThrowIfFailed();
        long before = machine.Device.Events;

        machine.Time.Advance(TimeSpan.FromHours(2));

        // A command every three seconds, each completed by an event, in a ring of 512.
        Assert.Equal(before + 2400, machine.Device.Events);
        Assert.Empty(machine.Monitor.Warnings);
    }

    [Fact]
    public void Nothing_is_sensed_after_an_unload()
    {
        var machine = new Machine(EthernetCableInPort1, Machine.Small);
        machine.Load().ThrowIfFailed();
        machine.Unload();

        machine.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(machine.Monitor.Warnings);
    }
}
