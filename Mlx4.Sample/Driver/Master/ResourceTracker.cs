using Mlx4.Runtime;

namespace Mlx4.Sample.Driver.Master;

/// <summary>
/// Who has what of the card, and how much of it each function may have (<c>struct mlx4_resource_tracker</c>). Whoever calls has the master's
/// gate.
/// </summary>
internal sealed partial class ResourceTracker(DeviceState device, FunctionPorts ports, StageScope scope)
{
    /// <summary>In the identity of an event queue, the function comes above the number.</summary>
    private const int EqNumberBits = 10;

    /// <summary>What stands where nothing was found.</summary>
    private static readonly TrackedResource None = new(ResourceType.Eq, uint.MaxValue, -1);

    private readonly Dictionary<ResourceType, ResourceQuota> _quotas = [];
    private Dictionary<(ResourceType Type, uint Id), TrackedResource> _resources = [];
    private Dictionary<(int Function, ResourceType Type), HashSet<TrackedResource>> _byFunction = [];

    private IReadOnlyList<ResourceType> Types { get; } = QuotaPlan.Types;

    /// <summary>EINVAL: more of the resource is reserved than there is.</summary>
    [InitStage(10, Cleanup = nameof(FreeQuota), ForEach = nameof(Types))]
    private Errno InitQuota(ResourceType type)
    {
        if (new QuotaPlan(device.Capabilities, ports).Divide(type) is not { } quota)
        {
            return Errno.EINVAL;
        }
        _quotas[type] = quota;
        return Errno.Ok;
    }
    private void FreeQuota(ResourceType type) => _quotas.Remove(type);

    [InitStage(20, Cleanup = nameof(FreeLists))]
    private void InitLists()
    {
        _resources = [];
        _byFunction = [];
    }
    private void FreeLists()
    {
        _resources = [];
        _byFunction = [];
    }

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);

    /// <summary>The identity of a function's event queue.</summary>
    public static uint EqId(int function, uint number) => (uint)function << EqNumberBits | number;

    /// <summary>The number of an event queue, by its identity.</summary>
    public static uint EqNumber(uint id) => id & (1 << EqNumberBits) - 1;

    /// <summary>How much of a resource everybody may have.</summary>
    public ResourceQuota QuotaOf(ResourceType type) => _quotas[type];

    /// <summary>Lets a function have more of a resource. EDQUOT: that is more than it may have.</summary>
    /// <param name="function">The function.</param>
    /// <param name="type">The resource. Those that are not divided are everybody's.</param>
    /// <param name="count">How much more.</param>
    /// <param name="port">The port, of resources that each port has; else 0.</param>
    public Errno Grant(int function, ResourceType type, int count, int port = 0) =>
        _quotas.TryGetValue(type, out ResourceQuota? quota) ? quota.Grant(function, count, PoolOf(port)) : Errno.Ok;

    /// <summary>A function has less of a resource.</summary>
    public void Release(int function, ResourceType type, int count, int port = 0)
    {
        if (_quotas.TryGetValue(type, out ResourceQuota? quota))
        {
            quota.Release(function, count, PoolOf(port));
        }
    }

    /// <summary>What a function has of a kind, in the order of the numbers.</summary>
    public IReadOnlyList<TrackedResource> Of(int function, ResourceType type) =>
        _byFunction.TryGetValue((function, type), out HashSet<TrackedResource>? list) ? [.. list.OrderBy(static resource => resource.Id)] : [];

    /// <summary>Writes down what a function has from now on. EEXIST: somebody has it.</summary>
    public Errno Add(TrackedResource resource)
    {
        if (!_resources.TryAdd((resource.Type, resource.Id), resource))
        {
            return Errno.EEXIST;
        }
        if (!_byFunction.TryGetValue((resource.Function, resource.Type), out HashSet<TrackedResource>? list))
        {
            _byFunction.Add((resource.Function, resource.Type), list = []);
        }
        list.Add(resource);
        return Errno.Ok;
    }

    /// <summary>Strikes out what nobody has any more.</summary>
    public void Remove(TrackedResource resource)
    {
        _resources.Remove((resource.Type, resource.Id));
        _byFunction[(resource.Function, resource.Type)].Remove(resource);
    }

    /// <summary>Finds what a function names. ENOENT: nobody has it. EPERM: somebody else has it.</summary>
    public Errno Find(int function, ResourceType type, uint id, out TrackedResource resource)
    {
        if (!_resources.TryGetValue((type, id), out TrackedResource? found))
        {
            resource = None;
            return Errno.ENOENT;
        }
        resource = found;
        return found.Function == function ? Errno.Ok : Errno.EPERM;
    }

    /// <summary>Finds the block of a function's in which some MTTs lie. EPERM: the function has no such block.</summary>
    /// <param name="function">The function.</param>
    /// <param name="first">The first MTT.</param>
    /// <param name="count">How many.</param>
    /// <param name="block">The block.</param>
    public Errno FindMtts(int function, ulong first, ulong count, out TrackedResource block)
    {
        block = None;
        // A block is aligned to its size, so it begins where the low bits of the number are cleared.
        for (int order = 0; order < sizeof(int) * 8 - 1 && first <= uint.MaxValue; order++)
        {
            uint start = (uint)first >> order << order;
            if (_resources.TryGetValue((ResourceType.Mtt, start), out TrackedResource? found) && found.Order == order)
            {
                block = found;
                return found.Function == function && count <= (1UL << order) - (first - start) ? Errno.Ok : Errno.EPERM;
            }
        }
        return Errno.EPERM;
    }

    private static int PoolOf(int port) => Math.Max(port - 1, 0);
}
