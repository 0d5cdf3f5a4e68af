using Mlx4.Runtime;
using Mlx4.Sample.Consumers;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Interfaces;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Ports;
using Mlx4.Tests.Sample.Driver.Lifetime;

namespace Mlx4.Tests.Sample.Driver.Ports;

/// <summary>Drivers of protocols get a device when it is registered, and lose it before it goes.</summary>
public class InterfaceTests
{
    private static readonly TimeSpan Restart = TimeSpan.FromMinutes(5);

    private static readonly ConnectX3Options EthernetWithCable = new()
    {
        Port2 = new PortOptions { Suggested = LinkType.Ethernet, Sensed = LinkType.Ethernet },
    };

    [Fact]
    public void The_drivers_of_its_protocols_are_given_a_device_in_order_and_lose_it_in_reverse()
    {
        var machine = new Machine(options: Machine.Small);
        List<string> log = [];
        machine.Module.Register(new LoggingInterface("first", "ib", log));
        machine.Module.Register(new LoggingInterface("second", "eth", log));
        machine.Module.Register(new LoggingInterface("third", "iscsi", log));

        machine.Load().ThrowIfFailed();
        Assert.Equal(["first: add", "second: add"], log);
        machine.Unload();

        Assert.Equal(["first: add", "second: add", "second: remove", "first: remove"], log);
    }

    [Fact]
    public void One_that_fails_takes_the_device_from_the_others_and_fails_the_load()
    {
        var machine = new Machine(options: Machine.Small);
        List<string> log = [];
        machine.Module.Register(new LoggingInterface("first", "ib", log));
        machine.Module.Register(new LoggingInterface("second", "ib", log));
        machine.Module.Register(new LoggingInterface("third", "ib", log) { Error = Errno.EDOM });
        machine.Module.Register(new LoggingInterface("fourth", "ib", log));

        Assert.Equal("LoadOne/RegisterDevice/AddConsumer: EDOM", machine.Load().ToString());

        Assert.Equal(["first: add", "second: add", "third: add", "second: remove", "first: remove"], log);
        Assert.Equal(Machine.Nothing, machine.Held);
        Assert.Equal(0, machine.Monitor.ToUndo);
    }

    [Fact]
    public void A_device_that_fails_says_so_and_comes_back()
    {
        using var machine = new ModeMachine(FunctionMode.Single);
        List<string> log = [];
        machine.Machine.Module.Register(new LoggingInterface("it", "ib", log));
        machine.Driver.Probe().ThrowIfFailed();
        machine.Machine.Card.Faults.InternalError();

        machine.Machine.Time.Advance(Restart);

        Assert.Equal(["it: add", "it: CatastrophicError 0", "it: remove", "it: add"], log);
        machine.Driver.Remove();
        Assert.Equal(Machine.Nothing, machine.Machine.Held);
    }

    [Fact]
    public void A_master_says_which_slaves_come_and_go()
    {
        using var machine = new ModeMachine(FunctionMode.Master);
        List<string> log = [];
        machine.Machine.Module.Register(new LoggingInterface("it", "ib", log));
        machine.Driver.Probe().ThrowIfFailed();
        log.Clear();
        var slave = new Mlx4Driver(machine.Machine.Pci.VirtualDevices[1], Machine.Small, new DriverModule(machine.Machine.Time));

        slave.Probe().ThrowIfFailed();
        slave.Remove();

        machine.Driver.Device.MultiFunction.Flush();
        Assert.Equal(["it: SlaveInit 2", "it: SlaveShutdown 2"], log);
        machine.Driver.Remove();
    }

    [Fact]
    public void An_Ethernet_port_in_use_has_a_link()
    {
        var machine = new Machine(EthernetWithCable, Machine.Small);
        List<string> lines = [];
        machine.Module.Register(new EthernetInterface(lines.Add));

        machine.Load().ThrowIfFailed();

        Assert.Equal(["port 2: link up"], lines);
        Assert.True(machine.Device.Capabilities.Ports[1].LinkUp);
        machine.Unload();
        Assert.Equal(["port 2: link up", "port 2: received 0 packets (0 bytes), sent 0 (0 bytes)"], lines);
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void A_port_that_cannot_be_initialised_fails_the_load()
    {
        var machine = new Machine(EthernetWithCable, Machine.Small);
        machine.Module.Register(new EthernetInterface(static _ => { }));
        machine.Card.Faults.FailCommand((ushort)Mlx4.Sample.Driver.Commands.Opcode.InitPort, 0x03);

        Assert.Equal("LoadOne/RegisterDevice/AddConsumer/InitPort: EINVAL", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
    }

    private sealed class LoggingInterface(string name, string protocol, List<string> log) : IMlx4Interface, IConsumer
    {
        public Errno Error { get; init; }

        public string Name => name;

        public string Protocol => protocol;

        public IConsumer Create(Mlx4Device device) => this;

        public InitResult<Errno> Add()
        {
            log.Add($"{name}: add");
            return new InitResult<Errno>(Error);
        }

        public void Remove() => log.Add($"{name}: remove");

        public void OnEvent(DeviceEvent deviceEvent, int number) => log.Add($"{name}: {deviceEvent} {number}");
    }
}
