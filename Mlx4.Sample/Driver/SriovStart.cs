using Mlx4.Runtime;
using Mlx4.Sample.Driver.Probe;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver;

/// <summary>The virtual functions of a master (<c>mlx4_enable_sriov</c>).</summary>
internal sealed partial class SriovStart(PciDevice pci, StageScope scope)
{
    private int _wanted;

    /// <summary>Whether virtual functions are wanted.</summary>
    public bool IsWanted => _wanted > 0;

    /// <summary>Whether they are there, by this driver or an earlier one.</summary>
    public bool IsOn { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether they stay when this is unloaded: somebody else takes them away, or uses them.</summary>
    public bool Stay { get; set; }

    private bool AreNotThere => pci.VirtualDevices.Count == 0;

    /// <summary>States how many are wanted, 0 for none. If some are there already, those it is.</summary>
    public void Want(int count) => _wanted = count;

    /// <summary>EINVAL: the card cannot have so many.</summary>
    [InitStage(10, NoCleanup = "a number")]
    private Errno CountVfs()
    {
        Count = AreNotThere ? _wanted : pci.VirtualDevices.Count;
        if (Count != _wanted)
        {
            scope.Warn($"{Count} virtual functions are there already; {_wanted} were wanted");
        }
        return Count <= Math.Min(pci.TotalVfs, VfDistribution.MaxVfs) ? Errno.Ok : Errno.EINVAL;
    }

    [InitStage(20, Cleanup = nameof(DisableSriov), When = nameof(AreNotThere))]
    private Errno EnableSriov() => pci.EnableSriov(Count);
    private void DisableSriov()
    {
        if (!Stay)
        {
            pci.DisableSriov();
        }
    }

    [InitStage(30, Cleanup = nameof(MarkOff))]
    private void MarkOn() => IsOn = true;
    private void MarkOff() => IsOn = false;

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);
}
