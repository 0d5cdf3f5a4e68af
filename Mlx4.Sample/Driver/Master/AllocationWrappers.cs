using System.Numerics;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Master;

/// <summary>ALLOC_RES and FREE_RES. Input modifier: bits 7:0 the type, 15:8 the function's port of an address.</summary>
internal sealed class AllocationWrappers(DeviceState device, FunctionPorts ports, ResourceTracker tracker, FunctionAllocator allocator)
{
    // The opcode modifiers: the number, the number and its context memory, the context memory of a number.
    private const byte Reserve = 0;
    private const byte ReserveAndMap = 1;
    private const byte MapIcm = 2;

    private const uint QpnMask = 0x7f_ffff;
    private const uint CountMask = 0xff_ffff;
    private const int MaxMttOrder = 30;

    /// <summary>The bits of a number with which BlueFlame does not go for Ethernet, and how many numbers in a row are without them.</summary>
    private const int NotForBlueFlame = 0xc0;
    private const int MaxForBlueFlame = 0x40;

    private const int PortShift = 8;

    /// <summary>Adds both.</summary>
    public void AddTo(WrappedCommands table)
    {
        table.Add(new WrappedCommand(Opcode.AllocRes) { HasResult = true, IsMastersToo = true, Wrapper = Alloc });
        table.Add(new WrappedCommand(Opcode.FreeRes) { IsMastersToo = true, Wrapper = Free });
    }

    private Errno Alloc(WrappedCall call)
    {
        uint number = 0;
        Errno error = (TypeOf(call), call.OpModifier) switch
        {
            (ResourceType.Qp, Reserve) => AllocQps(call, out number),
            (ResourceType.Mpt or ResourceType.Xrcd or ResourceType.Counter, Reserve) => allocator.Take(call.Function, TypeOf(call), 1, 1, 0, out number),
            (ResourceType.Qp, MapIcm) => MapQp(call),
            (ResourceType.Mpt, MapIcm) => Find(call, ResourceType.Mpt, call.InputLow, out TrackedResource mpt) is var missing and not Errno.Ok
                ? missing : allocator.Map(mpt),
            (ResourceType.Cq or ResourceType.Srq, ReserveAndMap) => allocator.TakeMapped(call.Function, TypeOf(call), out number),
            (ResourceType.Mtt, ReserveAndMap) when call.InputLow <= MaxMttOrder => allocator.TakeMtts(call.Function, (int)call.InputLow, out number),
            (ResourceType.Mac or ResourceType.Vlan, ReserveAndMap) => AllocAddress(call, out number),
            _ => Errno.EINVAL,
        };
        call.Result = number;
        return error;
    }

    private Errno Free(WrappedCall call) => (TypeOf(call), call.OpModifier) switch
    {
        (ResourceType.Qp, Reserve) => FreeQps(call),
        (ResourceType.Mpt, Reserve) => FreeNumber(call, mapped: false),
        (ResourceType.Xrcd or ResourceType.Counter, Reserve) => FreeNumber(call, mapped: false),
        (ResourceType.Qp, MapIcm) => Unmap(call, call.InputLow & QpnMask),
        (ResourceType.Mpt, MapIcm) => Unmap(call, call.InputLow),
        (ResourceType.Cq or ResourceType.Srq, ReserveAndMap) => FreeNumber(call, mapped: true),
        (ResourceType.Mtt, ReserveAndMap) => FreeMtts(call),
        (ResourceType.Mac or ResourceType.Vlan, ReserveAndMap) => FreeAddress(call),
        _ => Errno.EINVAL,
    };

    /// <summary>
    /// Input: how many, in bits 23:0; bit 31 if they are for BlueFlame; above it what the first is to be a multiple of. Bit 30, for static A0
    /// steering, changes nothing: that is never chosen, so any number will do.
    /// </summary>
    private Errno AllocQps(WrappedCall call, out uint first)
    {
        const uint ForBlueFlame = 1U << 31;

        first = 0;
        uint count = call.InputLow & CountMask;
        int avoid = (call.InputLow & ForBlueFlame) != 0 ? NotForBlueFlame : 0;
        return count > 0 && (avoid == 0 || count <= MaxForBlueFlame) && BitOperations.IsPow2(call.InputHigh) && call.InputHigh <= CountMask
            ? allocator.Take(call.Function, ResourceType.Qp, (int)count, (int)call.InputHigh, avoid, out first)
            : Errno.EINVAL;
    }

    /// <summary>Input: the first, and above bit 31 how many. They go together or not at all.</summary>
    private Errno FreeQps(WrappedCall call)
    {
        var range = new List<TrackedResource>();
        for (uint index = 0; index < call.InputHigh; index++)
        {
            if (Find(call, ResourceType.Qp, (call.InputLow & QpnMask) + index, out TrackedResource qp) is var missing and not Errno.Ok)
            {
                return missing;
            }
            if (qp.IsMapped || qp.IsStandIn)
            {
                return Errno.EBUSY;
            }
            range.Add(qp);
        }
        range.ForEach(allocator.GiveBack);
        return range.Count > 0 ? Errno.Ok : Errno.EINVAL;
    }

    /// <summary>The stand-ins of a function's special queue pairs are its own without having been reserved.</summary>
    private Errno MapQp(WrappedCall call)
    {
        uint number = call.InputLow & QpnMask;
        uint standIns = (uint)device.Capabilities.ProxyQpBase(call.Function);
        Errno error = Find(call, ResourceType.Qp, number, out TrackedResource qp);
        if (error == Errno.ENOENT && number - standIns < DeviceCapabilities.StandInsPerFunction)
        {
            qp = new TrackedResource(ResourceType.Qp, number, call.Function) { IsStandIn = true };
            error = tracker.Add(qp);
        }
        if (error != Errno.Ok)
        {
            return error;
        }
        error = allocator.Map(qp);
        if (error != Errno.Ok && qp is { IsStandIn: true, IsMapped: false })
        {
            tracker.Remove(qp);
        }
        return error;
    }

    /// <summary>EBUSY: the card has it. EINVAL: it is not mapped.</summary>
    private Errno Unmap(WrappedCall call, uint number)
    {
        if (Find(call, TypeOf(call), number, out TrackedResource resource) is var missing and not Errno.Ok)
        {
            return missing;
        }
        if (resource.IsInHardware || !resource.IsMapped)
        {
            return resource.IsInHardware ? Errno.EBUSY : Errno.EINVAL;
        }
        allocator.Unmap(resource);
        if (resource.IsStandIn)
        {
            tracker.Remove(resource);
        }
        return Errno.Ok;
    }

    /// <summary>EBUSY: the card has it, something of the card's uses it, or its context memory is mapped that is to be unmapped first.</summary>
    private Errno FreeNumber(WrappedCall call, bool mapped)
    {
        if (Find(call, TypeOf(call), call.InputLow, out TrackedResource resource) is var missing and not Errno.Ok)
        {
            return missing;
        }
        if (resource.IsInHardware || resource.Users > 0 || resource.IsMapped != mapped)
        {
            return Errno.EBUSY;
        }
        allocator.GiveBack(resource);
        return Errno.Ok;
    }

    /// <summary>Input: the first, and above bit 31 the order, which must be that of the block.</summary>
    private Errno FreeMtts(WrappedCall call)
    {
        if (Find(call, ResourceType.Mtt, call.InputLow, out TrackedResource block) is var missing and not Errno.Ok)
        {
            return missing;
        }
        if (block.Order != call.InputHigh || block.Users > 0)
        {
            return block.Users > 0 ? Errno.EBUSY : Errno.EINVAL;
        }
        allocator.GiveBack(block);
        return Errno.Ok;
    }

    /// <summary>Input: the address.</summary>
    private Errno AllocAddress(WrappedCall call, out uint index)
    {
        index = 0;
        return PortOf(call) is { } port ? allocator.TakeAddress(call.Function, TypeOf(call), port, AddressOf(call), out index) : Errno.EINVAL;
    }

    /// <summary>Input: the address. ENOENT: the function has not registered it.</summary>
    private Errno FreeAddress(WrappedCall call)
    {
        if (PortOf(call) is not { } port)
        {
            return Errno.EINVAL;
        }
        if (allocator.FindAddress(call.Function, TypeOf(call), port, AddressOf(call)) is not { } address)
        {
            return Errno.ENOENT;
        }
        if (--address.References == 0)
        {
            allocator.GiveBack(address);
        }
        return Errno.Ok;
    }

    private Errno Find(WrappedCall call, ResourceType type, uint number, out TrackedResource resource) =>
        tracker.Find(call.Function, type, number, out resource);

    private static ResourceType TypeOf(WrappedCall call) => (ResourceType)(byte)call.Modifier;

    /// <summary>A MAC address has 48 bits, a VLAN 12.</summary>
    private static ulong AddressOf(WrappedCall call) => call.Input & (TypeOf(call) == ResourceType.Mac ? 0xffff_ffff_ffff : 0xfffUL);

    /// <summary>The card's port, if it has such tables: one that is InfiniBand does not.</summary>
    private int? PortOf(WrappedCall call) =>
        ports.Find(call.Function, call.Modifier >> PortShift & 0xff) is { Type: PortType.Ethernet } port ? port.Number : null;
}
