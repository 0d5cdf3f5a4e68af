using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Master;
using Mlx4.Sample.Driver.Probe;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;
using Mlx4.Tests.Sample.Hca.Functions;

namespace Mlx4.Tests.Sample.Driver.Master;

/// <summary>A machine whose card has virtual functions, each in a host of its own, and whose driver serves them.</summary>
internal sealed class MasterMachine
{
    private readonly Machine _machine;

    /// <summary>Makes a machine whose driver is loaded, but for the master's side.</summary>
    /// <param name="vfs">How many virtual functions there are.</param>
    /// <param name="card">The card.</param>
    /// <param name="options">The driver's parameters.</param>
    /// <param name="spread">How many there are on port 1 only, on port 2 only, and on both; by default all are on both.</param>
    public MasterMachine(int vfs = 2, ConnectX3Options? card = null, DriverOptions? options = null, int[]? spread = null)
    {
        _machine = new Machine(card, options);
        VirtualFunctions = vfs;
        _machine.Load().ThrowIfFailed();
        _machine.Pci.WriteConfig16(Sriov.NumVfs, (ushort)vfs);
        _machine.Pci.WriteConfig16(Sriov.Control, Sriov.Enable | Sriov.MemoryEnable | Sriov.AriHierarchy);
        Assert.Equal(Errno.Ok, VfDistribution.TryRead(spread ?? [vfs], [], out VfDistribution distribution));
        Master.Ports.Distribute(distribution, vfs);
        HeldBefore = Held;
    }

    public int VirtualFunctions { get; }

    public ConnectX3 Card => _machine.Card;

    public PciHost Host => _machine.Host;

    public Watcher Monitor => _machine.Monitor;

    public Mlx4Device Device => _machine.Device;

    public MultiFunction Master => _machine.Device.MultiFunction;

    /// <summary>What is held of card and host without the master's side.</summary>
    public string HeldBefore { get; }

    /// <summary>What is held of card and host, but for mailboxes, whose pages the pool keeps.</summary>
    public string Held => string.Join('\n', Card.Ledger.Entries
        .Concat(Host.Ledger.Entries.Where(static entry => entry.By != "mailbox"))
        .Select(static entry => $"{entry.Resource} {entry.Id:x}"));

    /// <summary>A machine that serves its slaves.</summary>
    public static MasterMachine Serving(int vfs = 2, ConnectX3Options? card = null, DriverOptions? options = null, int[]? spread = null)
    {
        var machine = new MasterMachine(vfs, card, options, spread);
        machine.Load().ThrowIfFailed();
        Assert.Equal(Errno.Ok, machine.Master.Arm());
        return machine;
    }

    public InitResult<Errno> Load() => Master.LoadOne();

    /// <summary>Lets the master do all that it has been told of, and what that tells it: a channel that is armed again may have something to say.</summary>
    public void Settle()
    {
        const int Passes = 2;
        for (int pass = 0; pass < Passes; pass++)
        {
            Deliver();
            Master.Flush();
        }
    }

    /// <summary>Tells the master what there is to tell. The clock stands still meanwhile, so that nothing that it does times out for that.</summary>
    public void Deliver()
    {
        using SimulatedTime.Membership membership = _machine.Time.Join();
        Host.Irqs.Deliver();
    }

    /// <summary>Lets the card refuse to arm the comm channel, the next times that it is asked to: it is in a bad state.</summary>
    public void RefuseToArm(int times)
    {
        for (int time = 1; time <= times; time++)
        {
            Card.Faults.FailCommand((ushort)Opcode.ArmCommChannel, 0x04, occurrence: time);
        }
    }

    /// <summary>
    /// Takes the virtual functions away. The master works on the first ones already while this thread still delivers interrupts, so the clock
    /// stands still.
    /// </summary>
    public void DisableVfs()
    {
        using SimulatedTime.Membership membership = _machine.Time.Join();
        _machine.Pci.WriteConfig16(Sriov.Control, 0);
    }

    /// <summary>What the card's ledger has of a slave but for its interrupts.</summary>
    public string[] HeldBySlave(int number) =>
    [
        .. Card.Ledger.Entries.Select(entry => $"{entry.Resource} {entry.Id:x}")
            .Where(held => held.Contains($"of VF {number}", StringComparison.Ordinal) && !held.StartsWith("MSI-X", StringComparison.Ordinal)),
    ];

    /// <summary>Takes the master's side down, and then everything else.</summary>
    public void Unload()
    {
        Master.UnloadOne();
        Assert.Equal(HeldBefore, Held);
        DisableVfs();
        _machine.Unload();
        Assert.Equal(Machine.Nothing, _machine.Held);
        Assert.False(Device.InternalError);
    }
}
