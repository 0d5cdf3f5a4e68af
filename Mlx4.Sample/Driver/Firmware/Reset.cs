using Mlx4.Runtime;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Firmware;

/// <summary>
/// Resets the card (<c>mlx4_reset</c>). It forgets most of its configuration space, so that is saved before and written back after,
/// whether the reset succeeds or not: without its BARs the card could not even be loaded again.
/// </summary>
internal sealed partial class Reset(PciDevice pci, StageScope scope)
{
    private const ushort NoVendor = 0xffff;

    private static readonly TimeSpan SemaphoreTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ResetTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan VendorTimeout = TimeSpan.FromSeconds(2);

    private readonly ConfigHeader _header = new(pci);
    private int _express;
    private ushort _deviceControl;
    private ushort _linkControl;
    private MmioRegion _registers = MmioRegion.Unmapped;

    /// <summary>ENODEV: the function does not answer.</summary>
    [InitStage(10, Cleanup = nameof(RestoreConfig), Transient = true)]
    private Errno SaveConfig()
    {
        _express = pci.FindCapability(PciConfig.CapabilityExpress);
        _deviceControl = pci.ReadConfig16(_express + PciConfig.ExpressDeviceControl);
        _linkControl = pci.ReadConfig16(_express + PciConfig.ExpressLinkControl);
        _header.Save();
        return _header.VendorId == NoVendor ? Errno.ENODEV : Errno.Ok;
    }
    private void RestoreConfig()
    {
        // What is written to a card that has not come back yet is lost.
        AwaitVendor();
        if (_express != 0)
        {
            pci.WriteConfig16(_express + PciConfig.ExpressDeviceControl, _deviceControl);
            pci.WriteConfig16(_express + PciConfig.ExpressLinkControl, _linkControl);
        }
        _header.Restore();
    }

    [InitStage(20, Cleanup = nameof(UnmapReset), Transient = true)]
    private Errno MapReset() =>
        pci.MapRegion(PciRegion.Bar0, Registers.ResetBlock, Registers.ResetBlockSize, "reset registers", out _registers);
    private void UnmapReset() => pci.UnmapRegion(_registers);

    /// <summary>EAGAIN: the flash or another reset had the semaphore for 10 s.</summary>
    [InitStage(30, NoCleanup = "the reset gives the semaphore back, and is what is wanted")]
    private Errno WriteReset()
    {
        if (!pci.Time.WaitUntil(() => _registers.Read32(Registers.Semaphore) == 0, SemaphoreTimeout))
        {
            return Errno.EAGAIN;
        }
        _registers.Write32(Registers.Reset, Registers.ResetValue);
        return Errno.Ok;
    }

    /// <summary>ENODEV: the function did not come back within 3 s.</summary>
    [InitStage(40, NoCleanup = "waits only")]
    private Errno WaitForDevice()
    {
        pci.Time.Sleep(ResetTime);
        return AwaitVendor() ? Errno.Ok : Errno.ENODEV;
    }

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);

    private bool AwaitVendor() => pci.Time.WaitUntil(() => pci.ReadConfig16(PciConfig.VendorId) != NoVendor, VendorTimeout);
}
