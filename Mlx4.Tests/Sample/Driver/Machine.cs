using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>A host with a card in it and the card's driver.</summary>
internal sealed class Machine
{
    private Mlx4Driver? _master;

    public Machine(
        ConnectX3Options? card = null,
        DriverOptions? options = null,
        ulong memory = 4UL << 30,
        int cpus = 4,
        Func<IPciFunction, IPciFunction>? wrap = null)
    {
        Time = new SimulatedTime();
        Host = new PciHost(Time, memory, cpus);
        Card = new ConnectX3(card ?? new ConnectX3Options(), Time);
        Pci = Host.Plug(wrap is null ? Card.PhysicalFunction : wrap(Card.PhysicalFunction), Card.VirtualFunctions);
        Module = new DriverModule(Time);
        Driver = new Mlx4Driver(Pci, options ?? new DriverOptions(), Module, Monitor);
    }

    /// <summary>A machine whose card has a master that is up, and whose driver is that of a virtual function on top.</summary>
    public static Machine WithMaster(ConnectX3Options? card = null)
    {
        var machine = new Machine(card, Small with { VirtualFunctions = [1] });
        machine._master = new Mlx4Driver(machine.Pci, Small with { VirtualFunctions = [1] }, machine.Module);
        using SimulatedTime.Membership membership = machine.Time.Join();
        machine._master.Probe().ThrowIfFailed();
        machine.Driver = new Mlx4Driver(machine.Pci.VirtualDevices[0], Small with { VirtualFunctions = [1], ProbedVirtualFunctions = [1] }, machine.Module, machine.Monitor);
        return machine;
    }

    /// <summary>A machine whose driver is to enable virtual functions, if any, and serve them.</summary>
    public static Machine WithVirtualFunctions(int count, bool systemEqs = false) =>
        new(new ConnectX3Options { SysEqs = systemEqs }, Small with { VirtualFunctions = count == 0 ? [] : [count] });

    /// <summary>Options with which a load takes little memory and time.</summary>
    public static DriverOptions Small { get; } = new() { LowMemory = true };

    public SimulatedTime Time { get; }

    public PciHost Host { get; }

    public ConnectX3 Card { get; }

    public PciDevice Pci { get; }

    public DriverModule Module { get; }

    public Watcher Monitor { get; } = new();

    public Mlx4Driver Driver { get; private set; }

    public Mlx4Device Device => Driver.Device;

    /// <summary>What anybody still holds; empty if all is given back.</summary>
    public string Held => $"card: {Card.Ledger}, host: {Host.Ledger}, indexes: {(Module.AuxiliaryIndexes.IsEmpty ? "empty" : "taken")}";

    public const string Nothing = "card: empty, host: empty, indexes: empty";

    /// <summary>A driver for one of the virtual functions that are there, from 1.</summary>
    public Mlx4Driver DriverOf(int number, IStageMonitor? monitor = null) => new(Pci.VirtualDevices[number - 1], Small, Module, monitor);

    public InitResult<Errno> Load()
    {
        using SimulatedTime.Membership membership = Time.Join();
        return Driver.Probe();
    }

    public void Unload()
    {
        using SimulatedTime.Membership membership = Time.Join();
        Driver.Remove();
    }

    /// <summary>Unloads the master that is under the driver, if there is one.</summary>
    public void UnloadMaster()
    {
        using SimulatedTime.Membership membership = Time.Join();
        _master?.Remove();
    }
}
