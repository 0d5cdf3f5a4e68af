using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>A card with a master and slaves, all with the whole driver.</summary>
public class SharedCardTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_master_loads_and_unloads(bool systemEqs)
    {
        Machine machine = Machine.WithVirtualFunctions(4, systemEqs);
        using SimulatedTime.Membership membership = machine.Time.Join();

        Assert.Equal("ok", machine.Load().ToString());

        Assert.Equal(FunctionMode.Master, machine.Device.Mode);
        Assert.Equal(4, machine.Pci.VirtualDevices.Count);
        Assert.False(machine.Module.PfLoading.IsLoading);
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
        Assert.Empty(machine.Monitor.Disorder);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_slave_loads_and_unloads_beside_its_master(bool systemEqs)
    {
        Machine machine = Machine.WithVirtualFunctions(2, systemEqs);
        using SimulatedTime.Membership membership = machine.Time.Join();
        Assert.Equal("ok", machine.Load().ToString());
        string held = machine.Held;

        Mlx4Driver slave = machine.DriverOf(1);
        Assert.Equal("ok", slave.Probe().ToString());

        Assert.Equal(FunctionMode.Slave, slave.Device.Mode);
        Assert.Equal(1, machine.Device.MultiFunction.LiveSlaves);
        slave.Remove();

        Assert.Equal(0, machine.Device.MultiFunction.LiveSlaves);
        Assert.Equal(held, machine.Held);
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    /// <summary>Port 1 is InfiniBand, port 2 Ethernet.</summary>
    [Theory]
    [InlineData(1, "1: InfiniBand, 1 GIDs", false)]
    [InlineData(2, "1: Ethernet, 56 GIDs", false)]
    [InlineData(3, "1: InfiniBand, 1 GIDs; 2: Ethernet, 56 GIDs", false)]
    [InlineData(2, "1: Ethernet, 56 GIDs", true)]
    public void A_slave_has_the_ports_that_the_master_is_told_to_give_it(int number, string ports, bool restart)
    {
        var machine = new Machine(options: Machine.Small with { VirtualFunctions = [1, 1, 1] });
        using SimulatedTime.Membership membership = machine.Time.Join();
        machine.Load().ThrowIfFailed();
        if (restart)
        {
            machine.Driver.ReloadDown();
            machine.Driver.ReloadUp().ThrowIfFailed();
        }
        string held = machine.Held;

        Mlx4Driver slave = machine.DriverOf(number);
        Assert.Equal("ok", slave.Probe().ToString());

        Assert.Equal(ports, string.Join("; ", slave.Device.Capabilities.Ports.Select(static port => $"{port.Number}: {port.Type}, {port.Gids} GIDs")));
        Assert.Equal(slave.Device.Capabilities.Ports.Count, slave.Device.Counters.Count);
        slave.Remove();
        Assert.Equal(held, machine.Held);
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void A_slave_loads_though_its_master_is_refused_the_comm_channel_for_a_while()
    {
        const byte BadSystemState = 0x04;
        Machine machine = MachineWithVfs(1, systemEqs: false);
        using SimulatedTime.Membership membership = machine.Time.Join();
        machine.Load().ThrowIfFailed();
        machine.Card.Faults.FailCommand((ushort)Opcode.ArmCommChannel, BadSystemState);
        machine.Card.Faults.FailCommand((ushort)Opcode.ArmCommChannel, BadSystemState, occurrence: 2);
        machine.Card.Faults.FailCommand((ushort)Opcode.ArmCommChannel, BadSystemState, occurrence: 10);

        Mlx4Driver slave = machine.DriverOf(1);
        Assert.Equal("ok", slave.Probe().ToString());

        const string Refused = "the comm channel was not armed at the first try: ENXIO";
        Assert.Equal([Refused, Refused], machine.Monitor.Warnings);
        slave.Remove();
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    private static Machine MachineWithVfs(int count, bool systemEqs) => new(
        new ConnectX3Options { SysEqs = systemEqs },
        Machine.Small with { VirtualFunctions = [count] });
}
