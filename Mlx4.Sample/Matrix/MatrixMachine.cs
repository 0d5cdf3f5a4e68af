using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Matrix;

/// <summary>The machine of a scenario, with its card and the driver whose load is looked at.</summary>
internal sealed class MatrixMachine
{
    private readonly PciDevice _physical;
    private readonly DriverOptions _options;
    private readonly DriverModule _module;
    private readonly SimulatedTime.Membership _membership;
    private PciProbe? _master;
    private PciProbe? _probe;

    /// <summary>Makes the machine, whose clock this thread works by until it leaves.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="wrap">Puts something between the host and the card's physical function.</param>
    public MatrixMachine(Scenario scenario, Func<IPciFunction, IPciFunction>? wrap = null)
    {
        Scenario = scenario;
        Monitor = new MatrixMonitor(ignored: scenario.Restart ? nameof(PciProbe) : null);
        _membership = Time.Join();
        _module = new DriverModule(Time);
        Card = new ConnectX3(
            new ConnectX3Options { Ports = scenario.Ports, MsiX = scenario.Interrupts != InterruptKind.Pin, SysEqs = scenario.SysEqs }, Time);
        Host = new PciHost(Time, cpus: scenario.Cpus);
        _physical = Host.Plug(wrap is null ? Card.PhysicalFunction : wrap(Card.PhysicalFunction), Card.VirtualFunctions);
        _options = new DriverOptions
        {
            LowMemory = scenario.LowMemory,
            LogMgmEntrySize = scenario.FlowSteering ? DriverOptions.DeviceManagedSteering : new DriverOptions().LogMgmEntrySize,
            VirtualFunctions = scenario.Vfs.Numbers,
        };
        Settle();
    }

    /// <summary>The scenario.</summary>
    public Scenario Scenario { get; }

    /// <summary>The machine's clock.</summary>
    public SimulatedTime Time { get; } = new();

    /// <summary>The card.</summary>
    public ConnectX3 Card { get; }

    /// <summary>The machine around it.</summary>
    public PciHost Host { get; }

    /// <summary>Watches the driver that is looked at.</summary>
    public MatrixMonitor Monitor { get; }

    /// <summary>The driver that is looked at.</summary>
    public Mlx4Device Device => Probe.Device;

    /// <summary>Whether a master that serves the function has given itself up.</summary>
    public bool MasterIsLost => _master is { Device.InternalError: true };

    /// <summary>Whether what is there before the load is there.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>What is held on either side, and what is still to happen.</summary>
    public Holdings Holdings =>
        new(Card.Ledger.Entries, Host.Ledger.Entries, _module.AuxiliaryIndexes.Count, _module.PfLoading.IsLoading, Time.ArmedTimers);

    /// <summary>A virtual function's driver is that of a guest, whose parameters ask for no virtual functions.</summary>
    private PciProbe Probe => _probe ??= _master is null
        ? new PciProbe(_physical, _options, _module, Monitor)
        : new PciProbe(_physical.VirtualDevices[0], _options with { VirtualFunctions = [] }, _module, Monitor);

    /// <summary>Brings about what is there before the load: virtual functions, and a master that serves them.</summary>
    public void Begin()
    {
        if (Scenario.ExistingVfs > 0 && _physical.VirtualDevices.Count == 0)
        {
            Require(_physical.EnableSriov(Scenario.ExistingVfs));
        }
        if (Scenario.Function == FunctionMode.Slave)
        {
            _master = new PciProbe(_physical, _options, _module);
            _master.LoadOne().ThrowIfFailed();
        }
        HasBegun = true;
    }

    /// <summary>Waits for what the master has begun. A work queue that has done its work may then still be on its way to sleep.</summary>
    public void Calm()
    {
        _master?.Device.MultiFunction.Flush();
        Time.Advance(TimeSpan.Zero);
    }

    /// <summary>Ends what <see cref="Begin"/> began.</summary>
    public void End()
    {
        _master?.UnloadOne();
        _master = null;
        _probe = null;
        _physical.DisableSriov();
        HasBegun = false;
    }

    /// <summary>Loads the driver. In a restart it was loaded before, and is loaded again; that it was is undone if this fails.</summary>
    /// <param name="arm">Arms the fault; what comes before it goes well.</param>
    public InitResult<Errno> Load(Action arm)
    {
        if (!Scenario.Restart)
        {
            arm();
            return Probe.LoadOne();
        }
        Probe.LoadOne().ThrowIfFailed();
        arm();
        InitResult<Errno> result = Probe.Lifetime.Restart();
        if (result.Failed)
        {
            Probe.UnloadOne();
        }
        return result;
    }

    /// <summary>Unloads the driver.</summary>
    public void Unload() => Probe.UnloadOne();

    /// <summary>This thread works by the machine's clock no more.</summary>
    public void Leave()
    {
        _module.Work.Dispose();
        _membership.Dispose();
    }

    /// <summary>Lets everything go well from now on, but what the scenario itself says.</summary>
    public void Settle()
    {
        Monitor.RefuseNothing();
        Host.Faults.Clear();
        Card.Faults.Clear();
        Card.CommandObserver = null;
        Card.Faults.VirtualFunctionLimit = Scenario.Sriov == SriovKind.Refused ? 0 : int.MaxValue;
        if (Scenario.Interrupts == InterruptKind.TestFails)
        {
            Card.Faults.LoseInterrupts(PciInterrupt.MsiX);
        }
    }

    private static void Require(Errno error)
    {
        if (error != Errno.Ok)
        {
            throw new InvalidOperationException($"The virtual functions that are to be there could not be enabled: {error}.");
        }
    }
}
