using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Master;

/// <summary>The commands for event queues. Their numbers are each function's own.</summary>
internal sealed class EqWrappers(DeviceState device, ResourceTracker tracker)
{
    private const uint NumberMask = 0x3ff;
    private const uint Unmap = 1U << 31;
    private const byte NoOutput = 1;

    /// <summary>Adds them.</summary>
    public void AddTo(WrappedCommands table)
    {
        var sw2Hw = new WrappedCommand(Opcode.Sw2HwEq) { HasInbox = true, NamesFunction = true, IsMastersToo = true };
        table.Add(sw2Hw with { Wrapper = call => Sw2Hw(table, sw2Hw, call) });
        table.Add(new WrappedCommand(Opcode.Hw2SwEq) { IsMastersToo = true, Wrapper = Hw2Sw });
        table.Add(new WrappedCommand(Opcode.MapEq) { IsMastersToo = true, Wrapper = Map });
    }

    /// <summary>Takes a queue from the card.</summary>
    public Errno TakeBack(TrackedResource eq)
    {
        Errno error = device.Commands.ExecuteNative(
            new Command(Opcode.Hw2SwEq, ResourceTracker.EqNumber(eq.Id), NoOutput, (uint)eq.Function), out _);
        if (error == Errno.Ok)
        {
            eq.LeaveHardware();
            tracker.Remove(eq);
        }
        return error;
    }

    /// <summary>EEXIST: the function has a queue of this number.</summary>
    private Errno Sw2Hw(WrappedCommands table, WrappedCommand entry, WrappedCall call)
    {
        if (call.Modifier > NumberMask)
        {
            return Errno.EINVAL;
        }
        ulong bytes = (ulong)device.Capabilities.EqeSize << (call.Inbox.Read8(0x0c) & 0x1f);
        if (ContextBuffer.Find(tracker, device, call, bytes, 0x18, 0x1b, out TrackedResource mtts) is var foreign and not Errno.Ok)
        {
            return foreign;
        }
        var eq = new TrackedResource(ResourceType.Eq, ResourceTracker.EqId(call.Function, call.Modifier), call.Function);
        Errno error = tracker.Add(eq);
        if (error != Errno.Ok)
        {
            return error;
        }
        error = table.ExecuteNative(entry, call);
        if (error == Errno.Ok)
        {
            eq.EnterHardware(mtts);
        }
        else
        {
            tracker.Remove(eq);
        }
        return error;
    }

    private Errno Hw2Sw(WrappedCall call)
    {
        if (call.Modifier > NumberMask)
        {
            return Errno.EINVAL;
        }
        Errno error = tracker.Find(call.Function, ResourceType.Eq, ResourceTracker.EqId(call.Function, call.Modifier), out TrackedResource eq);
        return error == Errno.Ok ? TakeBack(eq) : error;
    }

    /// <summary>
    /// The card maps the events of the card itself, which are the master's. What a slave asks for the master remembers: it sends the slave its
    /// events itself. Input: bit n for type n. Input modifier: bits 9:0 the queue, bit 31 to end it.
    /// </summary>
    private Errno Map(WrappedCall call)
    {
        Errno error = call.IsMasters
            ? device.Commands.ExecuteNative(new Command(Opcode.MapEq, call.Modifier & (Unmap | NumberMask), Input: call.Input), out _)
            : Errno.Ok;
        if (error == Errno.Ok)
        {
            call.Slave.MapEvents(call.Input, (call.Modifier & Unmap) != 0 ? null : (int)(call.Modifier & NumberMask));
        }
        return error;
    }
}
