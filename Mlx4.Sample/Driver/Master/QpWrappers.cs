using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Master;

/// <summary>The commands for queue pairs.</summary>
internal sealed class QpWrappers(DeviceState device, ResourceTracker tracker, QpPaths paths)
{
    private const byte ToReset = 2;
    private const uint NumberMask = 0xff_ffff;

    /// <summary>In mailboxes the context comes after a mask of 8 bytes.</summary>
    private const int Context = 8;
    private const int Flags = Context + 0x00;
    private const int ReceiveSize = Context + 0x09;
    private const int SendSize = Context + 0x0a;
    private const int SendCq = Context + 0x7c;
    private const int PageOffset = Context + 0x90;
    private const int ReceiveCq = Context + 0x9c;
    private const int Srq = Context + 0xac;
    private const int LogPage = Context + 0xc8;
    private const int Mtt = Context + 0xcb;

    private const uint HasSrq = 1 << 24;
    private const uint IsIndirection = 1 << 13;
    private const int ServiceShift = 16;
    private const byte Xrc = 6;

    /// <summary>What Linux writes for the size of a send queue that is not there.</summary>
    private const byte NoSendQueue = 0x7c;

    /// <summary>The commands that take a queue pair to another state and may change its paths.</summary>
    private static readonly Opcode[] PathTransitions =
        [Opcode.Init2RtrQp, Opcode.Rtr2RtsQp, Opcode.Rts2RtsQp, Opcode.Sqd2RtsQp, Opcode.Sqd2SqdQp];

    /// <summary>Those that may change its port, and nothing else of its paths.</summary>
    private static readonly Opcode[] PortTransitions = [Opcode.Init2InitQp, Opcode.SqErr2RtsQp];

    /// <summary>Adds them.</summary>
    public void AddTo(WrappedCommands table)
    {
        var rst2Init = new WrappedCommand(Opcode.Rst2InitQp) { HasInbox = true, NamesFunction = true, IsMastersToo = true };
        table.Add(rst2Init with { Wrapper = call => Rst2Init(table, rst2Init, call) });
        foreach (Opcode transition in PathTransitions)
        {
            AddChecked(table, new WrappedCommand(transition) { HasInbox = true, IsMastersToo = true }, paths.Convert);
        }
        foreach (Opcode transition in PortTransitions)
        {
            AddChecked(table, new WrappedCommand(transition) { HasInbox = true, IsMastersToo = true }, paths.ConvertPorts);
        }
        AddChecked(table, new WrappedCommand(Opcode.Rts2SqdQp) { HasInbox = true, IsMastersToo = true });
        AddChecked(table, new WrappedCommand(Opcode.ToErrQp) { IsMastersToo = true });
        AddChecked(table, new WrappedCommand(Opcode.SuspendQp));
        AddChecked(table, new WrappedCommand(Opcode.UnsuspendQp));
        AddChecked(table, new WrappedCommand(Opcode.QueryQp) { HasOutbox = true });
        table.Add(new WrappedCommand(Opcode.ToRstQp) { IsMastersToo = true, Wrapper = ToRst });
    }

    /// <summary>Takes a queue pair from the card.</summary>
    public Errno TakeBack(TrackedResource qp)
    {
        Errno error = device.Commands.ExecuteNative(new Command(Opcode.ToRstQp, qp.Id, ToReset), out _);
        if (error == Errno.Ok)
        {
            qp.LeaveHardware();
        }
        return error;
    }

    /// <summary>Adds a command for a queue pair that the card has.</summary>
    private void AddChecked(WrappedCommands table, WrappedCommand entry, Func<WrappedCall, Errno>? convert = null)
    {
        table.Add(entry with { Wrapper = Execute });

        Errno Execute(WrappedCall call)
        {
            Errno error = Find(call, inHardware: true, out _);
            error = error == Errno.Ok && convert is not null ? convert(call) : error;
            return error == Errno.Ok ? table.ExecuteNative(entry, call) : error;
        }
    }

    /// <summary>A queue pair uses its MTTs, its completion queues, and its shared receive queue, which must all be the function's.</summary>
    private Errno Rst2Init(WrappedCommands table, WrappedCommand entry, WrappedCall call)
    {
        if (Find(call, inHardware: false, out TrackedResource qp) is var missing and not Errno.Ok)
        {
            return missing;
        }
        if (!qp.IsMapped)
        {
            return Errno.EINVAL;
        }
        Errno error = ContextBuffer.Find(tracker, device, call, RingSize(call.Inbox), LogPage, Mtt, out TrackedResource mtts);
        List<TrackedResource> uses = [mtts];
        Use(ResourceType.Cq, call.Inbox.Read32(SendCq));
        Use(ResourceType.Cq, call.Inbox.Read32(ReceiveCq));
        if ((call.Inbox.Read32(Srq) & HasSrq) != 0)
        {
            Use(ResourceType.Srq, call.Inbox.Read32(Srq));
        }
        error = error == Errno.Ok ? paths.ConvertPorts(call) : error;
        if (error == Errno.Ok)
        {
            error = table.ExecuteNative(entry, call);
        }
        if (error == Errno.Ok)
        {
            qp.EnterHardware([.. uses]);
        }
        return error;

        void Use(ResourceType type, uint number)
        {
            if (error == Errno.Ok)
            {
                error = tracker.Find(call.Function, type, number & NumberMask, out TrackedResource used);
                uses.Add(used);
            }
        }
    }

    private Errno ToRst(WrappedCall call) => Find(call, inHardware: true, out TrackedResource qp) is var missing and not Errno.Ok ? missing : TakeBack(qp);

    /// <summary>
    /// The size of both queues in bytes, from the beginning of the first page. One that shares its receives, or only spreads packets, has no
    /// receive queue.
    /// </summary>
    private static ulong RingSize(Mailbox inbox)
    {
        uint flags = inbox.Read32(Flags);
        bool receives = (flags & IsIndirection) == 0 && (flags >> ServiceShift & 0xff) != Xrc && (inbox.Read32(Srq) & HasSrq) == 0;
        ulong send = (inbox.Read8(SendSize) & 0x7f) == NoSendQueue ? 0 : QueueSize(inbox.Read8(SendSize));
        ulong offset = (inbox.Read32(PageOffset) >> 6 & 0x3f) << 6;
        return offset + send + (receives ? QueueSize(inbox.Read8(ReceiveSize)) : 0);

        // Bits 6:3 the logarithm of the number of entries, 2:0 that of their size less 4.
        static ulong QueueSize(byte sizes) => 1UL << (sizes >> 3 & 0xf) + (sizes & 7) + 4;
    }

    /// <summary>Finds the queue pair of a call. EINVAL: it is not where it should be, with the card or not.</summary>
    private Errno Find(WrappedCall call, bool inHardware, out TrackedResource qp)
    {
        Errno error = tracker.Find(call.Function, ResourceType.Qp, call.Modifier & NumberMask, out qp);
        return error == Errno.Ok && qp.IsInHardware != inHardware ? Errno.EINVAL : error;
    }
}
