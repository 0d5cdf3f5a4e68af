using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Interfaces;
using Mlx4.Sample.Driver.Master;
using Mlx4.Sample.Driver.Probe;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Commands;

/// <summary>A machine with a card in it, and the driver of the function whose load is shown; and the driver of its master, if it has one.</summary>
internal sealed class Machine
{
    private readonly LoadSettings _settings;
    private readonly DriverModule _module;
    private readonly ConnectX3 _card;
    private readonly ConnectX3? _primaryCard;
    private Mlx4Driver? _master;
    private PciDevice? _physical;
    private Mlx4Driver? _driver;

    public Machine(LoadSettings settings, TimeProvider time)
    {
        _settings = settings;
        Host = new PciHost(time, cpus: settings.Cpus);
        _module = new DriverModule(time);
        ConnectX3Options card = new() { Ports = settings.Ports, MsiX = settings.MsiX || IsVirtual, SysEqs = settings.SysEqs };
        _card = new ConnectX3(card, time);
        _primaryCard = settings.HasPrimary ? new ConnectX3(card, time) : null;
        if (settings.IrqTestFails)
        {
            // The driver uses MSI-X for nothing else once it has missed the interrupt of the test.
            _card.Faults.LoseInterrupts(PciInterrupt.MsiX);
        }
        if (settings.NotPrimary)
        {
            _card.Faults.FailCommandAlways((ushort)Opcode.QueryDevCap, (byte)CommandStatus.MultiFunctionRequired);
        }
        if (settings.RefuseSriov)
        {
            _card.Faults.VirtualFunctionLimit = 0;
        }
    }

    /// <summary>The card whose firmware carries out the commands of the shown function.</summary>
    public ConnectX3 Card => _primaryCard is { } primary && Driver.Device.Mode == FunctionMode.Slave ? primary : _card;

    /// <summary>The machine around it.</summary>
    public PciHost Host { get; }

    /// <summary>The driver whose load is shown.</summary>
    /// <exception cref="InvalidOperationException">There is none yet.</exception>
    public Mlx4Driver Driver => _driver ?? throw new InvalidOperationException("No driver is bound to the card.");

    /// <summary>Whether the drivers have given everything back, to the cards and to the host.</summary>
    public bool IsClean => Ledgers.All(ledger => ledger.Ledger.IsEmpty);

    /// <summary>What is held on any side, <c>empty</c> for nothing.</summary>
    public string Ledger => IsClean ? "empty"
        : string.Join("; ", Ledgers.Where(ledger => !ledger.Ledger.IsEmpty).Select(ledger => $"{ledger.Name}: {ledger.Ledger}"));

    /// <summary>The ledgers: the card's, the other card's if there is one, and the host's.</summary>
    public IEnumerable<(string Name, Ledger Ledger)> Ledgers =>
        new[] { ("card", _card.Ledger), ("primary", _primaryCard?.Ledger), ("host", Host.Ledger) }
            .Where(ledger => ledger.Item2 is not null).Select(ledger => (ledger.Item1, ledger.Item2!));

    /// <summary>Lets somebody hear of every command of either card.</summary>
    public void Observe(Action<ExecutedCommand> observer)
    {
        _card.CommandObserver = observer;
        _primaryCard?.CommandObserver = observer;
    }

    private bool IsVirtual => _settings.Function == LoadedFunction.Virtual;

    /// <summary>Makes the driver of a protocol known, before a function is bound.</summary>
    public void Register(IMlx4Interface driver) => _module.Register(driver);

    /// <summary>
    /// Loads the driver of the master, if the shown function has one, and binds one to the shown function, of which nothing is touched before
    /// its load.
    /// </summary>
    /// <param name="monitor">Who watches the pipelines of the shown function.</param>
    /// <returns>How the master has loaded.</returns>
    public InitResult<Errno> Bind(IStageMonitor monitor)
    {
        InitResult<Errno> master = _primaryCard is null ? default : LoadMaster(Host.Plug(_primaryCard.PhysicalFunction, _primaryCard.VirtualFunctions), 1);
        IPciFunction card = _primaryCard is null ? _card.PhysicalFunction : new SecondaryFunction(_card.PhysicalFunction, _primaryCard.VirtualFunctions[0]);
        _physical = Host.Plug(card, _card.VirtualFunctions);
        if (_settings.ExistingVirtualFunctions > 0)
        {
            _physical.EnableSriov(_settings.ExistingVirtualFunctions);
        }
        if (IsVirtual)
        {
            master = LoadMaster(_physical, _settings.VirtualFunctions);
            Administer();
            RefuseMsiX();
        }
        if (master.Succeeded)
        {
            _driver = IsVirtual
                ? new Mlx4Driver(_physical.VirtualDevices[0], Options(0), _module, monitor)
                : new Mlx4Driver(_physical, Options(_settings.VirtualFunctions), _module, monitor);
        }
        return master;
    }

    /// <summary>Unloads the device, as after an error; its virtual functions stay, and its driver stays bound (<c>mlx4_restart_one</c>).</summary>
    public void TakeDown() => Driver.ReloadDown();

    /// <summary>Loads it again.</summary>
    public InitResult<Errno> BringUpAgain() => Driver.ReloadUp();

    /// <summary>Unloads the master, and takes away the virtual functions that were there before anything was loaded.</summary>
    public void End()
    {
        _master?.Remove();
        if (_settings.ExistingVirtualFunctions > 0)
        {
            _physical!.DisableSriov();
        }
    }

    /// <summary>Decides for the first virtual function what its settings say, at each of its ports.</summary>
    private void Administer()
    {
        MultiFunction master = _master!.Device.MultiFunction;
        PortRange ports = master.Ports.Of(1);
        foreach (int port in Enumerable.Range(ports.First, ports.Count))
        {
            master.Administration.SetLinkState(1, port, _settings.LinkOfVirtualFunction);
            if (_settings.MacOfVirtualFunction is { } mac)
            {
                master.Administration.SetMac(1, port, mac);
            }
        }
    }

    /// <summary>Without MSI-X there would be no master, so it is the host that has none for the virtual function.</summary>
    private void RefuseMsiX()
    {
        if (!_settings.MsiX)
        {
            Host.Faults.FailFrom(HostCall.EnableMsiX);
        }
    }

    private InitResult<Errno> LoadMaster(PciDevice function, VirtualFunctionNumbers vfs)
    {
        _master = new Mlx4Driver(function, Options(vfs), _module);
        return _master.Probe();
    }

    private DriverOptions Options(VirtualFunctionNumbers vfs)
    {
        DriverOptions options = new() { LowMemory = _settings.LowMemory, VirtualFunctions = vfs.Numbers };
        return _settings.FlowSteering ? options with { LogMgmEntrySize = DriverOptions.DeviceManagedSteering } : options;
    }
}
