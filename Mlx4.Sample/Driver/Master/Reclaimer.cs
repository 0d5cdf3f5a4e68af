using Mlx4.Runtime;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Master;

/// <summary>Takes back all that a function has (<c>mlx4_delete_all_resources_for_slave</c>).</summary>
internal sealed class Reclaimer(
    Gate gate, ResourceTracker tracker, FunctionAllocator allocator, HardwareWrappers hardware, PortWrappers ports, GidTables gids,
    StageScope scope)
{
    /// <summary>What uses something comes before it. Addresses come first, as they need nothing else, and before them GIDs.</summary>
    private static readonly ResourceType[] Order =
    [
        ResourceType.Vlan, ResourceType.Mac, ResourceType.Qp, ResourceType.Srq, ResourceType.Cq, ResourceType.Mpt, ResourceType.Eq, ResourceType.Mtt,
        ResourceType.Counter, ResourceType.Xrcd,
    ];

    /// <summary>Takes everything from a function.</summary>
    public void TakeBackAll(SlaveState slave)
    {
        using (gate.Enter())
        {
            gids.TakeBack(slave.Number);
            foreach (ResourceType type in Order)
            {
                TakeBack(slave.Number, type);
            }
            ports.CloseAll(slave);
        }
    }

    /// <summary>Takes from the master what it has of tables that all functions share, its MAC addresses aside.</summary>
    public void TakeBackShared(SlaveState master)
    {
        using (gate.Enter())
        {
            gids.TakeBack(master.Number);
            TakeBack(master.Number, ResourceType.Vlan);
        }
    }

    private void TakeBack(int function, ResourceType type)
    {
        foreach (TrackedResource resource in tracker.Of(function, type))
        {
            if (resource.IsInHardware && hardware.TakeBack(resource) is var error and not Errno.Ok)
            {
                // Whoever gets the number next will not get the card to take it, and hears of that.
                scope.Warn($"{type} {resource.Id} of function {function} is not taken back: {error}");
                resource.LeaveHardware();
            }
            GiveBack(resource);
        }
    }

    private void GiveBack(TrackedResource resource)
    {
        if (resource.Type == ResourceType.Eq)
        {
            // Its number is the function's own.
            tracker.Remove(resource);
        }
        else if (resource.IsStandIn)
        {
            allocator.Unmap(resource);
            tracker.Remove(resource);
        }
        else
        {
            allocator.GiveBack(resource);
        }
    }
}
