using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Adapter;

/// <summary>What every function asks of the adapter once it is up, and its BlueFlame pages (the end of <c>mlx4_init_hca</c>).</summary>
internal sealed partial class AdapterQuery(DeviceState device, StageScope scope)
{
    private readonly Mailbox _mailbox = new(device.Commands);
    private MmioRegion? _blueFlame;

    private DeviceCapabilities Capabilities => device.Capabilities;

    private bool OffersBlueFlame => Capabilities.Limits.BlueFlameSize > 0;

    private bool OffersConfigDev => Capabilities.Limits.ConfigDev;

    [InitStage(10, Cleanup = nameof(FreeMailbox), Transient = true)]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    /// <summary>BlueFlame only makes sending faster.</summary>
    [InitStage(20, Cleanup = nameof(UnmapBlueFlame), When = nameof(OffersBlueFlame))]
    private void MapBlueFlame()
    {
        ulong start = (ulong)Capabilities.Uars * IcmPages.PageSize;
        ulong length = device.Pci.RegionSize(PciRegion.Bar2) - start;
        if (device.Pci.MapRegion(PciRegion.Bar2, start, (int)length, "BlueFlame", out MmioRegion blueFlame) is var error and not Errno.Ok)
        {
            scope.Warn($"the BlueFlame pages are not mapped: {error}");
            return;
        }
        _blueFlame = blueFlame;
    }
    private void UnmapBlueFlame()
    {
        if (_blueFlame is not null)
        {
            device.Pci.UnmapRegion(_blueFlame);
            _blueFlame = null;
        }
    }

    [InitStage(30, NoCleanup = "reads only")]
    private Errno QueryAdapter()
    {
        Errno error = _mailbox.Query(Opcode.QueryAdapter);
        if (error == Errno.Ok)
        {
            Capabilities.InterruptPin = _mailbox.Read8(0x10);
            Capabilities.BoardId = BoardId.Read(_mailbox);
        }
        return error;
    }

    /// <summary>How received checksums are told. The default works too.</summary>
    [InitStage(40, NoCleanup = "reads only", When = nameof(OffersConfigDev))]
    private void ConfigDevRetrieval()
    {
        const byte Get = 1;
        if (_mailbox.Query(Opcode.ConfigDev, opModifier: Get) is var error and not Errno.Ok)
        {
            scope.Warn($"CONFIG_DEV: {error}; received checksums are told in the default way");
            return;
        }
        Capabilities.ReceiveChecksumModes = _mailbox.Read8(0x83);
    }

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);
}
