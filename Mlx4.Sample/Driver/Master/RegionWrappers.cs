using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Master;

/// <summary>The commands for memory regions, and for the translations of all buffers.</summary>
internal sealed class RegionWrappers(DeviceState device, ResourceTracker tracker, IFunctionResources resources)
{
    private const byte NoOutput = 1;

    // Of the context of a region.
    private const int Flags = 0x00;
    private const uint IsRegion = 1 << 8;
    private const uint IsPhysical = 1 << 9;
    private const int PdFlags = 0x0c;
    private const int PdFunctionShift = 17;
    private const uint PdFunctionMask = 0x7f;
    private const int MttAddress = 0x2c;
    private const int MttCount = 0x34;

    // Of WRITE_MTT.
    private const int FirstEntry = 0x10;
    private const int MaxEntries = (Mailbox.Size - FirstEntry) / sizeof(ulong);

    /// <summary>Adds them.</summary>
    public void AddTo(WrappedCommands table)
    {
        var sw2Hw = new WrappedCommand(Opcode.Sw2HwMpt) { HasInbox = true, NamesFunction = true, IsMastersToo = true };
        table.Add(sw2Hw with { Wrapper = call => Sw2Hw(table, sw2Hw, call) });
        var query = new WrappedCommand(Opcode.QueryMpt) { HasOutbox = true };
        table.Add(query with { Wrapper = call => FindInHardware(call, out _) is var missing and not Errno.Ok ? missing : table.ExecuteNative(query, call) });
        table.Add(new WrappedCommand(Opcode.Hw2SwMpt) { IsMastersToo = true, Wrapper = Hw2Sw });
        table.Add(new WrappedCommand(Opcode.WriteMtt) { HasInbox = true, IsMastersToo = true, Wrapper = WriteMtt });
    }

    /// <summary>Takes a region from the card. EBUSY: windows are bound to it.</summary>
    public Errno TakeBack(TrackedResource mpt)
    {
        Errno error = device.Commands.ExecuteNative(new Command(Opcode.Hw2SwMpt, mpt.Id, NoOutput), out _);
        if (error == Errno.Ok)
        {
            mpt.LeaveHardware();
        }
        return error;
    }

    /// <summary>EPERM: the region is a window, or of the protection domain of another function; EINVAL: the card has it, or it has no context memory.</summary>
    private Errno Sw2Hw(WrappedCommands table, WrappedCommand entry, WrappedCall call)
    {
        if (tracker.Find(call.Function, ResourceType.Mpt, call.Modifier, out TrackedResource mpt) is var missing and not Errno.Ok)
        {
            return missing;
        }
        uint flags = call.Inbox.Read32(Flags);
        uint owner = call.Inbox.Read32(PdFlags) >> PdFunctionShift & PdFunctionMask;
        if (!call.IsMasters && ((flags & IsRegion) == 0 || (owner != 0 && owner != call.Function + 1)))
        {
            return Errno.EPERM;
        }
        if (mpt.IsInHardware || !mpt.IsMapped)
        {
            return Errno.EINVAL;
        }
        bool hasMtts = (flags & IsPhysical) == 0;
        TrackedResource[] uses = [];
        if (hasMtts)
        {
            ulong first = call.Inbox.Read64(MttAddress) / (ulong)device.Capabilities.Limits.MttEntrySize;
            if (tracker.FindMtts(call.Function, first, call.Inbox.Read32(MttCount), out TrackedResource mtts) is var foreign and not Errno.Ok)
            {
                return foreign;
            }
            uses = [mtts];
        }
        Errno error = table.ExecuteNative(entry, call);
        if (error == Errno.Ok)
        {
            mpt.EnterHardware(uses);
        }
        return error;
    }

    private Errno Hw2Sw(WrappedCall call) => FindInHardware(call, out TrackedResource mpt) is var missing and not Errno.Ok ? missing : TakeBack(mpt);

    /// <summary>
    /// Input: the number of the first, then from 0x10 the entries. Input modifier: how many. The master writes them through the host's side of the
    /// table, without their lowest bit, which it sets itself.
    /// </summary>
    private Errno WriteMtt(WrappedCall call)
    {
        if (call.Modifier is 0 or > MaxEntries)
        {
            return Errno.EINVAL;
        }
        ulong first = call.Inbox.Read64(0x00);
        Errno error = tracker.FindMtts(call.Function, first, call.Modifier, out TrackedResource block);
        for (int index = 0; error == Errno.Ok && index < call.Modifier; index++)
        {
            ulong page = call.Inbox.Read64(FirstEntry + index * sizeof(ulong)) & ~1UL;
            resources.WriteMtt(block.Id, (uint)first + (uint)index, page);
        }
        return error;
    }

    /// <summary>EINVAL: the card does not have it.</summary>
    private Errno FindInHardware(WrappedCall call, out TrackedResource mpt)
    {
        Errno error = tracker.Find(call.Function, ResourceType.Mpt, call.Modifier, out mpt);
        return error == Errno.Ok && !mpt.IsInHardware ? Errno.EINVAL : error;
    }
}
