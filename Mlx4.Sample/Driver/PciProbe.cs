using Mlx4.Runtime;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver;

/// <summary>What is done for a function before and after its load (<c>__mlx4_init_one</c>).</summary>
internal sealed partial class PciProbe
{
    private readonly PciDevice _pci;
    private readonly DriverOptions _options;
    private readonly StageScope _scope;

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
    }

    [InitStage(10, Cleanup = nameof(DisableDevice))]
    private Errno EnableDevice() => _pci.EnableDevice();
    private void DisableDevice() => _pci.DisableDevice();

    /// <summary>ENODEV: the registers or the UARs are missing.</summary>
    [InitStage(20, NoCleanup = "looks only")]
    private Errno CheckBars() => (_pci.IsVirtual || _pci.RegionSize(PciRegion.Bar0) > 0) && _pci.RegionSize(PciRegion.Bar2) > 0 ? Errno.Ok : Errno.ENODEV;

    [InitStage(30, Cleanup = nameof(ReleaseRegions))]
    private Errno RequestRegions() => _pci.RequestRegions("mlx4_core");
    private void ReleaseRegions() => _pci.ReleaseRegions();

    [InitStage(40, NoCleanup = "disabling the device ends it")]
    private void SetMaster() => _pci.SetMaster();

    /// <summary>All 64 bits of an address, or at least 32.</summary>
    [InitStage(50, NoCleanup = "a number that the next driver states anew")]
    private Errno SetDmaMask() => _pci.SetDmaMask(64) == Errno.Ok ? Errno.Ok : _pci.SetDmaMask(32);

    [InitStage(60, Name = "LoadOne", Cleanup = nameof(UnloadDevice))]
    private InitResult<Errno> LoadDevice() => Device.LoadOne(_pci.IsVirtual ? 0 : _options.VirtualFunctions.Sum(), isReset: false);
    private void UnloadDevice() => Device.UnloadOne();

    /// <summary>The device.</summary>
    public Mlx4Device Device { get; }

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);
}
