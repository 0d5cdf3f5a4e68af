using Mlx4.Runtime;
using Mlx4.Sample.Driver.Adapter;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Events;
using Mlx4.Sample.Driver.Firmware;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Driver.Ports;
using Mlx4.Sample.Driver.Resources;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver;

/// <summary>A card and its driver (<c>mlx4_load_one</c>): the physical function of a card without virtual ones.</summary>
internal sealed partial class Mlx4Device
{
    private const int MinMsiX = 2;
    private const int MaxMsiX = 128;

    private readonly DeviceState _state;
    private readonly StageScope _scope;
    private readonly AuxiliaryIndexes _auxiliaryIndexes;
    private readonly EqTable _eqTable;
    private readonly EventDispatcher _events;
    private readonly PortSense _sense;
    private bool _msiXTried;

    /// <summary>Makes the driver of a function; nothing is touched before the load.</summary>
    /// <param name="pci">The function. It is enabled, its BARs are claimed, and it is bus master.</param>
    /// <param name="options">The driver's parameters.</param>
    /// <param name="auxiliaryIndexes">The numbers of all cards.</param>
    /// <param name="scope">Where the pipeline stands.</param>
    public Mlx4Device(PciDevice pci, DriverOptions options, AuxiliaryIndexes auxiliaryIndexes, StageScope scope)
    {
        _scope = scope;
        _auxiliaryIndexes = auxiliaryIndexes;
        _state = new DeviceState(pci, options, new CommandInterface(pci, scope.Nested(nameof(CommandInterface))));
        Ownership = new Ownership(pci, scope.Nested(nameof(Ownership)));
        FirmwareStart = new FirmwareStart(_state, scope.Nested(nameof(FirmwareStart)));
        HcaStart = new HcaStart(_state, scope.Nested(nameof(HcaStart)));
        _events = new EventDispatcher(_state);
        StageScope setupScope = scope.Nested(nameof(HcaSetup));
        var mtts = new MttAllocator(HcaStart.Icm.Mtt);
        _eqTable = new EqTable(_state, mtts, _events, setupScope.Nested(nameof(EqTable)));
        HcaSetup = new HcaSetup(_state, _eqTable, mtts, setupScope);
        Registration = new Registration(_state, scope.Nested(nameof(Registration)));
        _sense = new PortSense(_state, Registration, scope);
    }

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

    private int PortCount => Capabilities.Ports.Count;

    private bool MayTryMsiX => _state.Options.UseMsiX && !_msiXTried;

    private bool HasNoMsiX => !UsesMsiX;

    private bool SensesPorts => PortSense.PortsToSense(Capabilities.Ports).Any();

    private IReadOnlyList<PortInfo> Ports { get; set; } = [];

    [InitStage(10, Cleanup = nameof(AdevCleanup))]
    private void AdevInit() => Registration.Index = _auxiliaryIndexes.Alloc();
    private void AdevCleanup() => _auxiliaryIndexes.Free(Registration.Index);

    /// <summary>Forgets what an earlier load has left in the fields, a failed one above all.</summary>
    [InitStage(20, NoCleanup = "plain fields, set anew by every load")]
    private void InitState()
    {
        _state.Clear();
        _msiXTried = false;
    }

    [InitStage(30, Name = "GetOwnership")]
    private Ownership Ownership { get; }

    [InitStage(40, NoCleanup = "a card that was reset is as it was before the load")]
    private InitResult<Errno> Reset() => new Reset(_state.Pci, _scope.Nested(nameof(Reset))).LoadOne();

    [InitStage(50, Name = "CmdInit")]
    private CommandInterface Commands => _state.Commands;

    [InitStage(60, Name = "InitFw")]
    private FirmwareStart FirmwareStart { get; }

    [InitStage(70, Name = "InitHca")]
    private HcaStart HcaStart { get; }

    /// <summary>A slow link is worth knowing of, and no failure.</summary>
    [InitStage(80, NoCleanup = "reads only")]
    private void ReadLinkStatus() => Link = _state.Pci.ReadLink();

    /// <summary>The table begins empty: how many queues there are depends on the interrupts.</summary>
    [InitStage(90, Cleanup = nameof(FreeEqTable))]
    private void AllocEqTable() => _eqTable.Clear();
    private void FreeEqTable() => _eqTable.Clear();

    /// <summary>
    /// One vector for the asynchronous events and one a port and CPU. Without MSI-X the card has its pin, so failing is no failure. It is
    /// tried once in a load: when the interrupt test fails, the load comes back here and goes on without.
    /// </summary>
    [InitStage(100, Cleanup = nameof(DisableMsiX), When = nameof(MayTryMsiX))]
    private void EnableMsiX()
    {
        _msiXTried = true;
        int wanted = Math.Min(Math.Min(PortCount * _state.Pci.Cpus + 1, _eqTable.Capacity), MaxMsiX);
        if (_state.Pci.EnableMsiX(MinMsiX, wanted) is var error and not Errno.Ok)
        {
            _scope.Warn($"no MSI-X: {error}");
        }
    }
    private void DisableMsiX() => _state.Pci.DisableMsiX();

    [InitStage(110, NoCleanup = "goes with the table", When = nameof(UsesMsiX))]
    private void AssignVectors() => _eqTable.UseMsiX(_state.Pci.MsiXIrqs);

    [InitStage(120, NoCleanup = "goes with the table", When = nameof(HasNoMsiX))]
    private void AssignInterruptPin() => _eqTable.UseInterruptPin();

    [InitStage(130, Cleanup = nameof(ClearSteering))]
    private void InitSteering() => Steering.Init(PortCount);
    private void ClearSteering() => Steering.Clear();

    /// <summary>Completion queues are nobody else's, so each user may have all that are not the firmware's.</summary>
    [InitStage(140, NoCleanup = "numbers only")]
    private void InitQuotas() => Capabilities.CqQuota = Capabilities.Cqs - Capabilities.ReservedCqs;

    /// <summary>EBUSY with MSI-X: the interrupt test has failed, and may succeed with the pin.</summary>
    [InitStage(150, Name = "SetupHcaWithMsiX", When = nameof(UsesMsiX), RestartOn = Errno.EBUSY, RestartFrom = nameof(EnableMsiX))]
    private HcaSetup HcaSetupWithMsiX => HcaSetup;

    [InitStage(160, Name = "SetupHca", When = nameof(HasNoMsiX))]
    private HcaSetup HcaSetup { get; }

    [InitStage(170, NoCleanup = "descriptions of the ports, which the next stage brings to life")]
    private void DescribePorts() => Ports = [.. Enumerable.Range(1, PortCount)
        .Select(number => new PortInfo(_state, number, _scope.Nested(nameof(PortInfo), $"port {number}")))];

    [InitStage(180, Cleanup = nameof(CleanupPortInfo), ForEach = nameof(Ports))]
    private InitResult<Errno> InitPortInfo(PortInfo port) => port.LoadOne();
    private static void CleanupPortInfo(PortInfo port)
    {
        port.UnloadOne();
        port.Close();
    }

    [InitStage(190, Name = "RegisterDevice")]
    private Registration Registration { get; }

    [InitStage(200, Cleanup = nameof(StopSense), When = nameof(SensesPorts))]
    private void StartSense() => _sense.Start();
    private void StopSense() => _sense.Stop();

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);
}
