using Mlx4.Runtime;
using Mlx4.Sample.Driver.Adapter;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Events;
using Mlx4.Sample.Driver.Firmware;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Driver.Interfaces;
using Mlx4.Sample.Driver.Master;
using Mlx4.Sample.Driver.Ports;
using Mlx4.Sample.Driver.Probe;
using Mlx4.Sample.Driver.Resources;
using Mlx4.Sample.Driver.Slave;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver;

/// <summary>
/// A function of a card and its driver (<c>mlx4_load_one</c>): the physical function alone, as master of virtual ones, or a slave.
/// </summary>
internal sealed partial class Mlx4Device
{
    private const int MinMsiX = 2;
    private const int MaxMsiX = 128;

    private readonly DeviceState _state;
    private readonly StageScope _scope;
    private readonly DriverModule _module;
    private readonly EqTable _eqTable;
    private readonly EventDispatcher _events;
    private readonly PortTypes _portTypes;
    private readonly PortSense _sense;
    private readonly SriovStart _sriov;
    private VfDistribution _vfs = VfDistribution.None;
    private bool _isReset;
    private bool _isDemoted;
    private bool _resetsForSriov;
    private bool _msiXTried;

    /// <summary>Makes the driver of a function; nothing is touched before the load.</summary>
    /// <param name="pci">The function. It is enabled, its BARs are claimed, and it is bus master.</param>
    /// <param name="options">The driver's parameters.</param>
    /// <param name="module">What all devices of the host share.</param>
    /// <param name="scope">Where the pipeline stands.</param>
    public Mlx4Device(PciDevice pci, DriverOptions options, DriverModule module, StageScope scope)
    {
        _scope = scope;
        _module = module;
        _state = new DeviceState(pci, options, new CommandInterface(pci, scope.Nested(nameof(CommandInterface))));
        Ownership = new Ownership(pci, scope.Nested(nameof(Ownership)));
        FirmwareStart = new FirmwareStart(_state, scope.Nested(nameof(FirmwareStart)));
        _sriov = new SriovStart(pci, scope.Nested(nameof(SriovStart)));
        SlaveChannel = new SlaveChannel(_state, scope.Nested(nameof(SlaveChannel)));
        HcaStart = new HcaStart(_state, scope.Nested(nameof(HcaStart)));
        SlaveStart = new SlaveStart(_state, module.PfLoading, scope.Nested(nameof(SlaveStart)));
        _events = new EventDispatcher(_state);
        StageScope setupScope = scope.Nested(nameof(HcaSetup));
        var mtts = new MttAllocator(HcaStart.Icm.Mtt);
        _eqTable = new EqTable(_state, mtts, _events, setupScope.Nested(nameof(EqTable)));
        HcaSetup = new HcaSetup(_state, _eqTable, mtts, setupScope);
        StageScope masterScope = scope.Nested(nameof(MultiFunction));
        MultiFunction = new MultiFunction(_state, new CardResources(_state, HcaSetup, HcaStart.Icm, masterScope), masterScope);
        _events.Master = MultiFunction;
        Registration = new Registration(this, _state, module, scope.Nested(nameof(Registration)));
        _events.Notify = MultiFunction.Notify = Registration.Tell;
        _state.Commands.ErrorStateEntered = () => Registration.Tell(DeviceEvent.CatastrophicError, 0);
        _portTypes = new PortTypes(_state, Registration, scope);
        _sense = new PortSense(_state, _portTypes, module.Work, scope);
    }

    /// <summary>What the function is among those of its card.</summary>
    public FunctionMode Mode => _state.Mode;

    /// <summary>What the firmware said of itself.</summary>
    public FirmwareInfo Firmware => _state.Firmware;

    /// <summary>What the card has, and what of it is used.</summary>
    public DeviceCapabilities Capabilities => _state.Capabilities;

    /// <summary>The link to the card.</summary>
    public PciLink Link { get; private set; }

    /// <summary>The queue pairs that get all packets of a port.</summary>
    public SteeringLists Steering { get; } = new();

    /// <summary>The card's context memory.</summary>
    public IcmSpace Icm => HcaStart.Icm;

    /// <summary>The event queues in use: the asynchronous one, then one a completion vector.</summary>
    public IReadOnlyList<EventQueue> EventQueues => _eqTable.Queues;

    /// <summary>How many events have come.</summary>
    public long Events => _events.Count;

    /// <summary>Whether the card interrupts by MSI-X, and not by its pin.</summary>
    public bool UsesMsiX => _state.Pci.MsiXIrqs.Count > 0;

    /// <summary>Whether the card has been given up after an error.</summary>
    public bool InternalError => Commands.InternalError;

    /// <summary>Whether other drivers may use the card.</summary>
    public bool IsRegistered => Registration.IsUp;

    /// <summary>
    /// Is told that the device has failed, again and again while it is registered, with the words in which the card says why. Who is told must
    /// not wait.
    /// </summary>
    public Action<IReadOnlyList<uint>>? Failed { get; set; }

    /// <summary>Whether the virtual functions stay when the device is unloaded.</summary>
    public bool KeepsVirtualFunctions
    {
        get => _sriov.Stay;
        set => _sriov.Stay = value;
    }

    /// <summary>How many virtual functions a master has.</summary>
    public int VirtualFunctions => _sriov.Count;

    /// <summary>The fewest and the most MSI-X vectors that are asked for.</summary>
    public (int Min, int Max) MsiXRange => (MinMsiX, Math.Min(Math.Min(PortCount * _state.Pci.Cpus + 1, _eqTable.Capacity), MaxMsiX));

    /// <summary>The default counter of each port, port 1 first.</summary>
    public IReadOnlyList<int> Counters => HcaSetup.PortCounters;

    private int PortCount => Capabilities.Ports.Count;

    /// <summary>Makes the ports of a device that was loaded again what they were; none are changed of which nothing is known.</summary>
    public InitResult<Errno> RestorePortTypes(IReadOnlyList<PortType> types) => _portTypes.Restore(types);
}
