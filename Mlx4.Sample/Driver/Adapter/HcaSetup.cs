using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Events;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Driver.Ports;
using Mlx4.Sample.Driver.Resources;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Adapter;

/// <summary>Makes the adapter ready for use: the tables of its resources, its event queues, its ports (<c>mlx4_setup_hca</c>).</summary>
internal sealed partial class HcaSetup
{
    private const int Pds = 1 << 15;
    private const int XrcdCount = 1 << 16;

    private readonly DeviceState _device;
    private readonly StageScope _scope;
    private readonly Bitmap _uars = new();
    private readonly Bitmap _pds = new();
    private readonly Bitmap _mcgs = new();
    private MmioRegion _kernelUar = MmioRegion.Unmapped;
    private int _driverUar;

    public HcaSetup(DeviceState device, EqTable eqTable, MttAllocator mtts, StageScope scope)
    {
        _device = device;
        EqTable = eqTable;
        _scope = scope;
        MrTable = new MrTable(device, mtts, scope.Nested(nameof(MrTable)));
        QpTable = new QpTable(device, scope.Nested(nameof(QpTable)));
        DefaultCounters = new DefaultCounters(device, Counters, scope.Nested(nameof(DefaultCounters)));
    }

    /// <summary>The numbers of XRC domains.</summary>
    public Bitmap Xrcds { get; } = new();

    /// <summary>The numbers of completion queues.</summary>
    public Bitmap Cqs { get; } = new();

    /// <summary>The numbers of shared receive queues.</summary>
    public Bitmap Srqs { get; } = new();

    /// <summary>The counters.</summary>
    public CountersTable Counters { get; } = new();

    /// <summary>The default counter of each port, port 1 first.</summary>
    public IReadOnlyList<int> PortCounters => DefaultCounters.Counters;

    private DeviceCapabilities Capabilities => _device.Capabilities;

    private int PortCount => Capabilities.Ports.Count;

    /// <summary>A slave's tables are its master's.</summary>
    private bool HasTables => !_device.IsSlave;

    private bool HasGroups => HasTables && Capabilities.SteeringMode != SteeringMode.DeviceManaged;

    private bool HasMadDemux => HasTables && Capabilities.Limits.MadDemux;

    private bool HasCountersTable => HasTables && HasCounters;

    private bool HasCounters => Capabilities.Has(DeviceFeatures.Counters);

    /// <summary>ENODEV: all UARs are reserved.</summary>
    [InitStage(10, Cleanup = nameof(CleanupUarTable))]
    private Errno InitUarTable() =>
        Capabilities.Uars <= Capabilities.ReservedUars ? Errno.ENODEV : _uars.Init(Capabilities.Uars, Capabilities.ReservedUars);
    private void CleanupUarTable() => _uars.Cleanup();

    [InitStage(20, Cleanup = nameof(FreeDriverUar))]
    private Errno AllocDriverUar() => _uars.Alloc(out _driverUar);
    private void FreeDriverUar() => _uars.Free(_driverUar);

    [InitStage(30, Cleanup = nameof(UnmapKernelUar))]
    private Errno MapKernelUar() => _device.Pci.MapRegion(
        PciRegion.Bar2, (ulong)_driverUar * IcmPages.PageSize, IcmPages.PageSize, "kernel UAR", out _kernelUar);
    private void UnmapKernelUar() => _device.Pci.UnmapRegion(_kernelUar);

    [InitStage(40, Cleanup = nameof(CleanupPdTable))]
    private Errno InitPdTable() => _pds.Init(Pds, Capabilities.Limits.ReservedPds);
    private void CleanupPdTable() => _pds.Cleanup();

    /// <summary>One more than the firmware's is reserved: the driver's own, for queue pairs without XRC.</summary>
    [InitStage(50, Cleanup = nameof(CleanupXrcdTable))]
    private Errno InitXrcdTable() => Xrcds.Init(XrcdCount, Capabilities.Limits.ReservedXrcds + 1);
    private void CleanupXrcdTable() => Xrcds.Cleanup();

    /// <summary>Memory regions and their translations.</summary>
    [InitStage(60, Name = "InitMrTable", When = nameof(HasTables))]
    public MrTable MrTable { get; }

    /// <summary>The groups that are chained to others. The device's own steering has none.</summary>
    [InitStage(70, Cleanup = nameof(CleanupMcgTable), When = nameof(HasGroups))]
    private Errno InitMcgTable() => _mcgs.Init(Capabilities.Mgms, 0);
    private void CleanupMcgTable() => _mcgs.Cleanup();

    [InitStage(80, NoCleanup = "a setting of the firmware, which ends with the HCA", When = nameof(HasMadDemux))]
    private InitResult<Errno> ConfigMadDemux() => new MadDemux(_device, _scope.Nested(nameof(MadDemux))).LoadOne();

    [InitStage(90, Name = "InitEqTable")]
    private EqTable EqTable { get; }

    [InitStage(100, Cleanup = nameof(UsePolling))]
    private void UseEvents() => _device.Commands.UseEvents(_device.Firmware.MaxCommands);
    private void UsePolling() => _device.Commands.UsePolling();

    /// <summary>The interrupt test: the first command whose completion an event tells. EBUSY: none has come.</summary>
    [InitStage(110, NoCleanup = "does nothing")]
    private Errno Nop()
    {
        const uint Any = 0x1f;
        return _device.Commands.Execute(new Command(Opcode.Nop, Any));
    }

    [InitStage(120, Cleanup = nameof(CleanupCqTable), When = nameof(HasTables))]
    private Errno InitCqTable() => Cqs.Init(Capabilities.Cqs, Capabilities.ReservedCqs);
    private void CleanupCqTable() => Cqs.Cleanup();

    [InitStage(130, Cleanup = nameof(CleanupSrqTable), When = nameof(HasTables))]
    private Errno InitSrqTable() => Srqs.Init(Capabilities.Srqs, Capabilities.ReservedSrqs);
    private void CleanupSrqTable() => Srqs.Cleanup();

    /// <summary>The numbers of queue pairs.</summary>
    [InitStage(140, Name = "InitQpTable", When = nameof(HasTables))]
    public QpTable QpTable { get; }

    [InitStage(150, Cleanup = nameof(CleanupCountersTable), When = nameof(HasCountersTable))]
    private Errno InitCountersTable() => Counters.Init(Capabilities.Limits.MaxCounters);
    private void CleanupCountersTable() => Counters.Cleanup();

    [InitStage(160, Name = "AllocateDefaultCounters", When = nameof(HasCounters))]
    private DefaultCounters DefaultCounters { get; }

    [InitStage(170, NoCleanup = "settings of the ports, which end with the HCA", ForEach = nameof(PortCount), When = nameof(HasTables))]
    private InitResult<Errno> SetupPort(int index)
    {
        int number = index + 1;
        return new PortSetup(_device, number, _scope.Nested(nameof(PortSetup), $"port {number}")).LoadOne();
    }

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);
}
