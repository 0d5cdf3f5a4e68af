using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;
using Mlx4.Tests.Sample.Hca.Hostile;

namespace Mlx4.Tests.Sample.Hca.Functions;

/// <summary>
/// A master and two slaves that each drive their function from a thread of their own, and know nothing of each other: the master serves
/// them, or takes away what they are using; the slaves talk, ring, and are reset.
/// </summary>
public class ThreadTests
{
    private const int Accesses = 30_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Functions_can_be_driven_from_a_thread_each(int seed)
    {
        RawDriver master = Sriov.BringUpMaster();
        RawSlave[] slaves = [new RawSlave(master, 1), new RawSlave(master, 2)];
        Array.ForEach(slaves, slave => slave.EnableMsiX(0));
        var serving = new ServingMaster(master, slaves, Noise(seed, 0));
        DriverThread[] threads =
        [
            new("master", Accesses, serving.Act),
            .. slaves.Select(slave => new DriverThread($"VF {slave.Number}", Accesses, new RestlessSlave(slave, Noise(seed, slave.Number)).Act)),
        ];
        DriverThread.RunAll(threads);

        Assert.All(slaves, slave => Assert.NotEmpty(slave.Host.InterruptsTaken));
        Assert.Equal([], Enum.GetValues<ServingMaster.Step>().Except(serving.Done));
        master.Function.Reset();
        Assert.Equal("empty", master.Card.Ledger.ToString());
        master.ForgetToggle();
        master.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory | PciConfig.CommandMaster);
        master.BringUp();
        master.PostByEvent(Opcode.Nop);
        Assert.Equal((0x0a, 0x00), (master.Eqe(0)[1], master.Eqe(0)[0x1f]));
    }

    private static Noise Noise(int seed, int function) => new((ulong)((seed << 8) | function));
}
