using Mlx4.Runtime;

namespace Mlx4.Tests.Sample.Driver;

public class LoadTests
{
    [Fact]
    public void A_load_brings_the_card_up_and_an_unload_leaves_nothing()
    {
        var machine = new Machine();

        InitResult<Errno> result = machine.Load();

        Assert.Equal("ok", result.ToString());
        Assert.Empty(machine.Monitor.Warnings);
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }
}
