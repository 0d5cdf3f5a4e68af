using Mlx4.Runtime;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Firmware;

/// <summary>
/// The right to drive the card (<c>mlx4_get_ownership</c>). The word stays mapped until it is given back: a card whose owner cannot
/// map it any more would stay owned.
/// </summary>
internal sealed partial class Ownership(PciDevice pci, StageScope scope)
{
    /// <summary>How long the card needs after the release.</summary>
    private static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(1);

    private MmioRegion _word = MmioRegion.Unmapped;

    [InitStage(10, Cleanup = nameof(UnmapOwnership))]
    private Errno MapOwnership() => pci.MapRegion(PciRegion.Bar0, Registers.Ownership, sizeof(uint), "ownership word", out _word);
    private void UnmapOwnership() => pci.UnmapRegion(_word);

    [InitStage(20, Cleanup = nameof(ReleaseOwnership))]
    private Errno TakeOwnership() => pci.ChannelOffline ? Errno.EIO : _word.Read32(0) == 0 ? Errno.Ok : Errno.EINVAL;
    private void ReleaseOwnership()
    {
        if (!pci.ChannelOffline)
        {
            _word.Write32(0, 0);
            pci.Time.Sleep(ReleaseTime);
        }
    }

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);
}
