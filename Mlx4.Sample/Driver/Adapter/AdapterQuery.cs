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
    private MmioRegion _blueFlame = MmioRegion.Unmapped;

    private DeviceCapabilities Capabilities => device.Capabilities;

    private bool OffersBlueFlame => Capabilities.Limits.BlueFlameSize > 0;

    private bool OffersConfigDev => Capabilities.Limits.ConfigDev;

    [InitStage(10, Cleanup = nameof(FreeMailbox), Transient = true)]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    /// <summary>BlueFlame only makes sending faster.</summary>
    [InitStage(20, Cleanup = nameof(UnmapBlueFlame), Optional = true, When = nameof(OffersBlueFlame))]
    private Errno MapBlueFlame()
    {
        ulong start = (ulong)Capabilities.Uars * IcmPages.PageSize;
        ulong length = device.Pci.RegionSize(PciRegion.Bar2) - start;
        return device.Pci.MapRegion(PciRegion.Bar2, start, (int)length, "BlueFlame", out _blueFlame);
    }
    private void UnmapBlueFlame() => device.Pci.UnmapRegion(_blueFlame);

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
    [InitStage(40, NoCleanup = "reads only", Optional = true, When = nameof(OffersConfigDev))]
    private Errno ConfigDevRetrieval()
    {
        const byte Get = 1;
        Errno error = _mailbox.Query(Opcode.ConfigDev, opModifier: Get);
        Capabilities.ReceiveChecksumModes = error == Errno.Ok ? _mailbox.Read8(0x83) : (byte)0;
        return error;
    }

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);
}
