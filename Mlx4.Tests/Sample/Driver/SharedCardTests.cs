using Mlx4.Sample.Driver;
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
        Machine machine = MachineWithVfs(4, systemEqs);
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
        Machine machine = MachineWithVfs(2, systemEqs);
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

    private static Machine MachineWithVfs(int count, bool systemEqs) => new(
        new ConnectX3Options { SysEqs = systemEqs },
        Machine.Small with { VirtualFunctions = [count] });
}
