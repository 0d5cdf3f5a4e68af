using Mlx4.Runtime;

namespace Mlx4.Sample.Driver.Master;

/// <summary>Which MTTs the context of a queue names: its ring is the function's own only if they are.</summary>
internal static class ContextBuffer
{
    private const int LogMinPage = 12;
    private const int PageMask = 0x3f;

    /// <summary>Finds the block of MTTs of a ring. EPERM: it is not the function's.</summary>
    /// <param name="tracker">Who has which MTTs.</param>
    /// <param name="device">The device.</param>
    /// <param name="call">The call, with the context in its input mailbox.</param>
    /// <param name="bytes">The size of the ring.</param>
    /// <param name="logPage">Where the logarithm of the page size is in the mailbox.</param>
    /// <param name="mtt">Where the place among the MTTs is in the mailbox: 5 bytes, in bytes from the beginning of the table.</param>
    /// <param name="block">The block.</param>
    public static Errno Find(ResourceTracker tracker, DeviceState device, WrappedCall call, ulong bytes, int logPage, int mtt, out TrackedResource block)
    {
        int pageShift = (call.Inbox.Read8(logPage) & PageMask) + LogMinPage;
        ulong pages = Math.Max(1, (bytes >> pageShift) + ((bytes & (1UL << pageShift) - 1) != 0 ? 1UL : 0));
        ulong first = ((ulong)call.Inbox.Read8(mtt) << 32 | call.Inbox.Read32(mtt + 1)) / (ulong)device.Capabilities.Limits.MttEntrySize;
        return tracker.FindMtts(call.Function, first, pages, out block);
    }
}
