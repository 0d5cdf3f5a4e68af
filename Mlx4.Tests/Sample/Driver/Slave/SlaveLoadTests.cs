using Mlx4.Sample.Driver.Capabilities;

namespace Mlx4.Tests.Sample.Driver.Slave;

public class SlaveLoadTests
{
    [Fact]
    public void A_load_brings_the_slave_up_and_an_unload_leaves_nothing()
    {
        var machine = new SlaveMachine();

        Assert.Equal("ok", machine.Load().ToString());

        machine.Unload();
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
        Assert.Empty(machine.Master.TakenBack);
        Assert.Empty(machine.Monitor.Warnings);
        Assert.Empty(machine.Monitor.Disorder);
        Assert.Equal(0, machine.Monitor.ToUndo);
        Assert.Equal(TimeSpan.Zero, machine.Time.Elapsed);
    }
}
