using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Master;

/// <summary>The commands for completion queues and shared receive queues.</summary>
internal sealed class QueueWrappers(DeviceState device, ResourceTracker tracker)
{
    private const byte NoOutput = 1;

    /// <summary>MODIFY_CQ: the context has another ring.</summary>
    private const byte Resize = 0;

    private const uint NumberMask = 0xff_ffff;

    // Of the context of a completion queue.
    private const int CqLogSize = 0x0c;
    private const int CqLogPage = 0x18;
    private const int CqMtt = 0x1b;

    // Of the context of a shared receive queue.
    private const int SrqLogSizeAndNumber = 0x00;
    private const int SrqLogStride = 0x04;
    private const int SrqCq = 0x08;
    private const int SrqLogPage = 0x10;
    private const int SrqMtt = 0x13;

    /// <summary>A stride is counted in units of 16 bytes, a place within a page in those of 64.</summary>
    private const int LogStrideUnit = 4;

    /// <summary>Adds them.</summary>
    public void AddTo(WrappedCommands table)
    {
        var sw2HwCq = new WrappedCommand(Opcode.Sw2HwCq) { HasInbox = true, NamesFunction = true, IsMastersToo = true };
        table.Add(sw2HwCq with { Wrapper = call => Sw2HwCq(table, sw2HwCq, call) });
        var sw2HwSrq = new WrappedCommand(Opcode.Sw2HwSrq) { HasInbox = true, NamesFunction = true, IsMastersToo = true };
        table.Add(sw2HwSrq with { Wrapper = call => Sw2HwSrq(table, sw2HwSrq, call) });
        var modifyCq = new WrappedCommand(Opcode.ModifyCq) { HasInbox = true, IsMastersToo = true };
        table.Add(modifyCq with { Wrapper = call => ModifyCq(table, modifyCq, call) });
        table.Add(new WrappedCommand(Opcode.Hw2SwCq) { IsMastersToo = true, Wrapper = call => Hw2Sw(call, ResourceType.Cq) });
        table.Add(new WrappedCommand(Opcode.Hw2SwSrq) { IsMastersToo = true, Wrapper = call => Hw2Sw(call, ResourceType.Srq) });
        AddChecked(table, new WrappedCommand(Opcode.QueryCq) { HasOutbox = true }, ResourceType.Cq);
        AddChecked(table, new WrappedCommand(Opcode.QuerySrq) { HasOutbox = true }, ResourceType.Srq);
        AddChecked(table, new WrappedCommand(Opcode.ArmSrq), ResourceType.Srq);
    }

    /// <summary>Takes a queue from the card, which nothing uses any more.</summary>
    public Errno TakeBack(TrackedResource queue)
    {
        Opcode opcode = queue.Type == ResourceType.Cq ? Opcode.Hw2SwCq : Opcode.Hw2SwSrq;
        Errno error = device.Commands.ExecuteNative(new Command(opcode, queue.Id, NoOutput), out _);
        if (error == Errno.Ok)
        {
            queue.LeaveHardware();
        }
        return error;
    }

    /// <summary>Adds a command that needs nothing but that the queue is the function's.</summary>
    private void AddChecked(WrappedCommands table, WrappedCommand entry, ResourceType type) =>
        table.Add(entry with
        {
            Wrapper = call => Find(call, type, inHardware: true, out _) is var missing and not Errno.Ok ? missing : table.ExecuteNative(entry, call),
        });

    private Errno Sw2HwCq(WrappedCommands table, WrappedCommand entry, WrappedCall call)
    {
        if (Find(call, ResourceType.Cq, inHardware: false, out TrackedResource cq) is var missing and not Errno.Ok)
        {
            return missing;
        }
        return GiveRing(table, entry, call, cq);
    }

    private Errno ModifyCq(WrappedCommands table, WrappedCommand entry, WrappedCall call)
    {
        if (Find(call, ResourceType.Cq, inHardware: true, out TrackedResource cq) is var missing and not Errno.Ok)
        {
            return missing;
        }
        return call.OpModifier == Resize ? GiveRing(table, entry, call, cq) : table.ExecuteNative(entry, call);
    }

    /// <summary>Hands the ring to the card that the command names. EPERM: it is not the function's.</summary>
    private Errno GiveRing(WrappedCommands table, WrappedCommand entry, WrappedCall call, TrackedResource cq)
    {
        if (FindCqRing(call, out TrackedResource mtts) is var foreign and not Errno.Ok)
        {
            return foreign;
        }
        Errno error = table.ExecuteNative(entry, call);
        if (error == Errno.Ok)
        {
            cq.EnterHardware(mtts);
        }
        return error;
    }

    /// <summary>EINVAL: the context is that of another queue.</summary>
    private Errno Sw2HwSrq(WrappedCommands table, WrappedCommand entry, WrappedCall call)
    {
        if (Find(call, ResourceType.Srq, inHardware: false, out TrackedResource srq) is var missing and not Errno.Ok)
        {
            return missing;
        }
        uint sizeAndNumber = call.Inbox.Read32(SrqLogSizeAndNumber);
        if ((sizeAndNumber & NumberMask) != srq.Id)
        {
            return Errno.EINVAL;
        }
        int logBytes = (int)(sizeAndNumber >> 24 & 0xf) + (call.Inbox.Read8(SrqLogStride) & 7) + LogStrideUnit;
        if (ContextBuffer.Find(tracker, device, call, 1UL << logBytes, SrqLogPage, SrqMtt, out TrackedResource mtts) is var foreign and not Errno.Ok)
        {
            return foreign;
        }
        TrackedResource[] uses = [mtts];
        // One for XRC has a completion queue.
        uint cqn = call.Inbox.Read32(SrqCq) & NumberMask;
        if (cqn != 0)
        {
            if (tracker.Find(call.Function, ResourceType.Cq, cqn, out TrackedResource cq) is var strange and not Errno.Ok)
            {
                return strange;
            }
            uses = [mtts, cq];
        }
        Errno error = table.ExecuteNative(entry, call);
        if (error == Errno.Ok)
        {
            srq.EnterHardware(uses);
        }
        return error;
    }

    /// <summary>EBUSY: something uses the queue. The card would refuse it too, and be given up for that.</summary>
    private Errno Hw2Sw(WrappedCall call, ResourceType type)
    {
        Errno error = Find(call, type, inHardware: true, out TrackedResource queue);
        return error != Errno.Ok ? error : queue.Users > 0 ? Errno.EBUSY : TakeBack(queue);
    }

    private Errno FindCqRing(WrappedCall call, out TrackedResource mtts) => ContextBuffer.Find(
        tracker, device, call, (ulong)device.Capabilities.CqeSize << (call.Inbox.Read8(CqLogSize) & 0x1f), CqLogPage, CqMtt, out mtts);

    /// <summary>Finds the queue of a call. EINVAL: it is not where it should be, with the card or not.</summary>
    private Errno Find(WrappedCall call, ResourceType type, bool inHardware, out TrackedResource queue)
    {
        Errno error = tracker.Find(call.Function, type, call.Modifier, out queue);
        return error == Errno.Ok && queue.IsInHardware != inHardware ? Errno.EINVAL : error;
    }
}
