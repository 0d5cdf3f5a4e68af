using Mlx4.Runtime;

namespace Mlx4.Sample.Driver.Master;

/// <summary>The commands for all that goes to the card and comes back from it.</summary>
internal sealed class HardwareWrappers(DeviceState device, ResourceTracker tracker, IFunctionResources resources, QpPaths paths)
{
    private readonly EqWrappers _eqs = new(device, tracker);
    private readonly RegionWrappers _regions = new(device, tracker, resources);
    private readonly QueueWrappers _queues = new(device, tracker);
    private readonly QpWrappers _qps = new(device, tracker, paths);

    /// <summary>Adds them.</summary>
    public void AddTo(WrappedCommands table)
    {
        _eqs.AddTo(table);
        _regions.AddTo(table);
        _queues.AddTo(table);
        _qps.AddTo(table);
    }

    /// <summary>Takes something from the card.</summary>
    public Errno TakeBack(TrackedResource resource) => resource.Type switch
    {
        ResourceType.Eq => _eqs.TakeBack(resource),
        ResourceType.Mpt => _regions.TakeBack(resource),
        ResourceType.Qp => _qps.TakeBack(resource),
        _ => _queues.TakeBack(resource),
    };
}
