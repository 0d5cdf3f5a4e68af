using System.Globalization;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Probe;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver;

/// <summary>What is done for a function before and after its load (<c>mlx4_init_one</c>, <c>__mlx4_init_one</c>). Whoever calls it holds the devlink lock.</summary>
internal sealed partial class PciProbe
{
    /// <summary>The region of the words in which a card says what has failed in it.</summary>
    private const string HealthRegion = "fw-health";

    private readonly PciDevice _pci;
    private readonly DriverOptions _options;
    private readonly StageScope _scope;
    private VfDistribution _vfs = VfDistribution.None;
    private bool _drivesAllBits;
    private int _liveVfs;

    /// <summary>Makes the driver of a function; nothing is touched before the load.</summary>
    /// <param name="pci">The function.</param>
    /// <param name="options">The driver's parameters.</param>
    /// <param name="module">What all devices of the host share.</param>
    /// <param name="monitor">Who watches the pipelines; <see langword="null"/>: nobody.</param>
    public PciProbe(PciDevice pci, DriverOptions options, DriverModule module, IStageMonitor? monitor = null)
    {
        _pci = pci;
        _options = options;
        _scope = new StageScope(monitor, nameof(PciProbe));
        Device = new Mlx4Device(pci, options, module, _scope.Nested(nameof(Mlx4Device)));
        Status = new PciStatus(pci);
        Lifetime = new DeviceLifetime(Device, _scope);
        Health = new HealthWork(pci, Device, Lifetime);
        Device.Failed = ReportFailure;
    }

    /// <summary>The device.</summary>
    public Mlx4Device Device { get; }

    /// <summary>Whether the function is enabled.</summary>
    public PciStatus Status { get; }

    /// <summary>When the device is loaded.</summary>
    public DeviceLifetime Lifetime { get; }

    /// <summary>What restarts the device when it fails.</summary>
    public HealthWork Health { get; }

    private bool IsPhysical => !_pci.IsVirtual;

    private bool LeavesVfsAlone => _pci.IsVirtual && _vfs.Total > 0;

    private bool DrivesFewerBits => !_drivesAllBits;

    private bool IsMaster => Device.Mode == FunctionMode.Master;

    [InitStage(10, Cleanup = nameof(FreeDevlink))]
    private Errno AllocDevlink() => _pci.Devlink.Alloc();
    private void FreeDevlink() => _pci.Devlink.Free();

    [InitStage(20, Cleanup = nameof(UnregisterParameters))]
    private Errno RegisterParameters() => _pci.Devlink.RegisterParameters(new Dictionary<string, string>
    {
        ["max_macs"] = (1 << _options.LogMacs).ToString(CultureInfo.InvariantCulture),
        ["enable_64b_cqe_eqe"] = _options.Use64ByteEntries ? "true" : "false",
    });
    private void UnregisterParameters() => _pci.Devlink.UnregisterParameters();

    [InitStage(30, Cleanup = nameof(DisableDevice))]
    private Errno EnableDevice() => Status.Enable();
    private void DisableDevice() => Status.Disable();

    /// <summary>EINVAL: the numbers of virtual functions contradict each other, or what a card can have.</summary>
    [InitStage(40, NoCleanup = "numbers")]
    private Errno DistributeVfs()
    {
        _drivesAllBits = false;
        return VfDistribution.TryRead(_options.VirtualFunctions, _options.ProbedVirtualFunctions, out _vfs);
    }

    /// <summary>ENODEV: the registers are missing.</summary>
    [InitStage(50, NoCleanup = "looks only", When = nameof(IsPhysical))]
    private Errno CheckRegisters() => _pci.RegionSize(PciRegion.Bar0) > 0 ? Errno.Ok : Errno.ENODEV;

    /// <summary>ENODEV: the UARs are missing.</summary>
    [InitStage(60, NoCleanup = "looks only")]
    private Errno CheckUars() => _pci.RegionSize(PciRegion.Bar2) > 0 ? Errno.Ok : Errno.ENODEV;

    [InitStage(70, Cleanup = nameof(ReleaseRegions))]
    private Errno RequestRegions() => _pci.RequestRegions("mlx4_core");
    private void ReleaseRegions() => _pci.ReleaseRegions();

    [InitStage(80, NoCleanup = "disabling the device ends it")]
    private void SetMaster() => _pci.SetMaster();

    /// <summary>All bits of an address, if the host lets the card drive them.</summary>
    [InitStage(90, NoCleanup = "a number that the next driver states anew", Optional = true)]
    private Errno SetDmaMask64()
    {
        Errno error = _pci.SetDmaMask(64);
        _drivesAllBits = error == Errno.Ok;
        return error;
    }

    [InitStage(100, NoCleanup = "a number that the next driver states anew", When = nameof(DrivesFewerBits))]
    private Errno SetDmaMask32() => _pci.SetDmaMask(32);

    /// <summary>ENODEV: the virtual function is meant for somebody else, such as a guest.</summary>
    [InitStage(110, NoCleanup = "looks only", When = nameof(LeavesVfsAlone))]
    private Errno CheckVfGroup() => _vfs.IsProbed(_pci.VirtualNumber) ? Errno.Ok : Errno.ENODEV;

    /// <summary>Without its region a failure leaves no record.</summary>
    [InitStage(120, Cleanup = nameof(EndCrdump), Optional = true)]
    private Errno InitCrdump() => _pci.Devlink.CreateRegion(HealthRegion);
    private void EndCrdump() => _pci.Devlink.DestroyRegion(HealthRegion);

    [InitStage(130, Cleanup = nameof(EndCatas))]
    private void InitCatas() => Health.Init();
    private void EndCatas() => Health.End();

    [InitStage(140, Name = "LoadOne", Cleanup = nameof(UnloadDevice))]
    private InitResult<Errno> LoadDevice() => Lifetime.Load(_pci.IsVirtual ? VfDistribution.None : _vfs);
    private void UnloadDevice()
    {
        // A master that has been unloaded before, or could not be restarted, knows of none.
        _liveVfs = Device.MultiFunction.LiveSlaves;
        Lifetime.Unload();
    }

    /// <summary>From now on the virtual functions outlive an unload of the device. They go with its driver, unless somebody uses them.</summary>
    [InitStage(150, Cleanup = nameof(DisableSriov), CleanupAt = nameof(RequestRegions), When = nameof(IsMaster))]
    private void KeepSriov() => Device.KeepsVirtualFunctions = true;
    private void DisableSriov()
    {
        Device.KeepsVirtualFunctions = false;
        if (_liveVfs == 0)
        {
            _pci.DisableSriov();
        }
        else
        {
            _scope.Warn($"{_liveVfs} virtual functions are in use, and stay");
        }
    }

    /// <summary>What a reset of the slot takes away.</summary>
    [InitStage(160, NoCleanup = "a copy")]
    private void SaveState() => _pci.SaveState();

    [InitStage(170, Cleanup = nameof(UnregisterDevlink))]
    private void RegisterDevlink() => _pci.Devlink.Register();
    private void UnregisterDevlink() => _pci.Devlink.Unregister();

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);

    private void ReportFailure(IReadOnlyList<uint> record)
    {
        _pci.Devlink.TakeSnapshot(HealthRegion, record);
        Health.Report();
    }
}
