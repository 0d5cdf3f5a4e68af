
namespace Mlx4.Tests.Sample.Driver.Slave;

/// <summary>Everything that the host of a slave gives is refused once.</summary>
public class SlaveHostFaultTests
{
    [Theory]
    [InlineData(1, "MultiFuncInit/MapCommPage")]
    [InlineData(3, "InitEqTable/MapDoorbells")]
    [InlineData(5, "InitEqTable/MapDoorbells")]
    public void A_mapping_that_the_host_refuses_fails_the_load_with_its_cause(int occurrence, string stage)
    {
        var machine = new SlaveMachine();
        machine.Host.Faults.Fail(Mlx4.Sample.Pci.HostCall.MapRegion, occurrence);

        Assert.Equal($"{stage}: ENOMEM", machine.Load().ToString());

        Assert.Equal(SlaveMachine.Nothing, machine.Held);
    }

    [Theory]
    [InlineData(1, "CmdInit/AllocVhcr")]
    [InlineData(2, "InitHca/SlaveCap/AllocMailbox")]
    [InlineData(3, "InitHca/SlaveCap/ReadDevCap/QueryDevCap/AllocMailbox")]
    [InlineData(8, "InitEqTable/CreateEq/AllocPage")]
    public void Memory_that_the_host_has_not_fails_the_load_with_its_cause(int occurrence, string stage)
    {
        var machine = new SlaveMachine();
        machine.Host.Faults.FailFrom(Mlx4.Sample.Pci.HostCall.AllocCoherent, occurrence);

        Assert.Equal($"{stage}: ENOMEM", machine.Load().ToString());

        Assert.Equal(SlaveMachine.Nothing, machine.Held);
        Assert.Empty(machine.Master.TakenBack);
    }
}
