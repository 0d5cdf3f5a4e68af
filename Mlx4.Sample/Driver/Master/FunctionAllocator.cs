using Mlx4.Runtime;

namespace Mlx4.Sample.Driver.Master;

/// <summary>Takes resources for a function and gives them back, with their quotas and the tracker's lists. Whoever calls has the master's gate.</summary>
internal sealed class FunctionAllocator(ResourceTracker tracker, IFunctionResources resources)
{
    /// <summary>The identity of an address: the function, which may share it with others, the port, the place in its table.</summary>
    private const int FunctionShift = 16;
    private const int PortShift = 8;

    /// <summary>Takes numbers in a row. EDQUOT: the function may not have so many more.</summary>
    /// <param name="function">The function.</param>
    /// <param name="type">What they are numbers of.</param>
    /// <param name="count">How many.</param>
    /// <param name="alignment">What the first one is to be a multiple of.</param>
    /// <param name="avoid">Bits that none of them may have.</param>
    /// <param name="first">The first one.</param>
    public Errno Take(int function, ResourceType type, int count, int alignment, int avoid, out uint first)
    {
        first = 0;
        Errno error = tracker.Grant(function, type, count);
        if (error != Errno.Ok)
        {
            return error;
        }
        error = resources.AllocNumbers(type, count, alignment, avoid, out first);
        if (error != Errno.Ok)
        {
            tracker.Release(function, type, count);
            return error;
        }
        for (uint number = first; number < first + count; number++)
        {
            tracker.Add(new TrackedResource(type, number, function));
        }
        return Errno.Ok;
    }

    /// <summary>Takes a number whose context memory is mapped.</summary>
    public Errno TakeMapped(int function, ResourceType type, out uint number)
    {
        Errno error = Take(function, type, 1, 1, 0, out number);
        if (error != Errno.Ok)
        {
            return error;
        }
        tracker.Find(function, type, number, out TrackedResource resource);
        error = Map(resource);
        if (error != Errno.Ok)
        {
            GiveBack(resource);
        }
        return error;
    }

    /// <summary>Maps the context memory of something. EINVAL: it is mapped.</summary>
    public Errno Map(TrackedResource resource)
    {
        Errno error = resource.IsMapped ? Errno.EINVAL : resources.MapContext(resource.Type, resource.Id);
        resource.IsMapped |= error == Errno.Ok;
        return error;
    }

    /// <summary>Ends that.</summary>
    public void Unmap(TrackedResource resource)
    {
        if (resource.IsMapped)
        {
            resources.UnmapContext(resource.Type, resource.Id);
            resource.IsMapped = false;
        }
    }

    /// <summary>Takes a block of MTTs. EDQUOT: the function may not have so many more.</summary>
    public Errno TakeMtts(int function, int order, out uint first)
    {
        first = 0;
        Errno error = tracker.Grant(function, ResourceType.Mtt, 1 << order);
        if (error != Errno.Ok)
        {
            return error;
        }
        error = resources.AllocMtts(order, out first);
        if (error != Errno.Ok)
        {
            tracker.Release(function, ResourceType.Mtt, 1 << order);
            return error;
        }
        return tracker.Add(new TrackedResource(ResourceType.Mtt, first, function) { Order = order });
    }

    /// <summary>Takes a place for a MAC address or a VLAN in the table of a port. EDQUOT: the function may not have more.</summary>
    public Errno TakeAddress(int function, ResourceType type, int port, ulong value, out uint index)
    {
        if (FindAddress(function, type, port, value) is { } known)
        {
            known.References++;
            index = known.Id & (1 << PortShift) - 1;
            return Errno.Ok;
        }
        index = 0;
        Errno error = tracker.Grant(function, type, 1, port);
        if (error != Errno.Ok)
        {
            return error;
        }
        error = type == ResourceType.Mac ? resources.RegisterMac(port, value, out index) : resources.RegisterVlan(port, (ushort)value, out index);
        if (error != Errno.Ok)
        {
            tracker.Release(function, type, 1, port);
            return error;
        }
        uint id = (uint)function << FunctionShift | (uint)port << PortShift | index;
        return tracker.Add(new TrackedResource(type, id, function) { Port = port, Value = value });
    }

    /// <summary>Finds the place that a function has for a MAC address or a VLAN.</summary>
    public TrackedResource? FindAddress(int function, ResourceType type, int port, ulong value) =>
        tracker.Of(function, type).FirstOrDefault(resource => resource.Port == port && resource.Value == value);

    /// <summary>Gives something back that the card does not work on any more.</summary>
    public void GiveBack(TrackedResource resource)
    {
        uint index = resource.Id & (1 << PortShift) - 1;
        Unmap(resource);
        tracker.Remove(resource);
        tracker.Release(resource.Function, resource.Type, 1 << resource.Order, resource.Port);
        switch (resource.Type)
        {
            case ResourceType.Mtt:
                resources.FreeMtts(resource.Id);
                break;
            case ResourceType.Mac:
                resources.UnregisterMac(resource.Port, index);
                break;
            case ResourceType.Vlan:
                resources.UnregisterVlan(resource.Port, index);
                break;
            default:
                resources.FreeNumbers(resource.Type, resource.Id, 1);
                break;
        }
    }
}
