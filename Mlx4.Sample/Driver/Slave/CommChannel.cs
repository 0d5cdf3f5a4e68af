using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Slave;

/// <summary>
/// The slave's side of the comm channel: a word that it writes and one in which the master answers, with a toggle in each. A command is under
/// way as long as the toggles differ.
/// </summary>
internal sealed class CommChannel(PciDevice pci, StageScope scope)
{
    private const int PageSize = 0x1000;

    // The words.
    private const int SlaveWrite = 0x0;
    private const int SlaveRead = 0x4;
    private const int Capabilities = 0x8;
    private const int Flags = 0xc;

    // Their fields.
    private const int ToggleShift = 31;
    private const int CommandShift = 16;
    private const uint InternalError = 1 << 17;
    private const int RevisionShift = 8;
    private const uint ResetSupported = 1 << 30;
    private const uint Offline = 1 << 9;
    private const uint ResetRequest = 1 << 16;
    private const uint ResetAcknowledge = 1 << 8;

    /// <summary>What a word reads as while the function cannot be reached.</summary>
    private const uint Unreachable = 0xffff_ffff;

    private static readonly TimeSpan SyncTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UnreachableTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ResetTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How often it is looked whether an absent master has come. Its physical function takes that long to load after an error.</summary>
    private static readonly TimeSpan PresenceInterval = TimeSpan.FromMilliseconds(100);

    private MmioRegion? _page;
    private uint _toggle;
    private volatile bool _leaving;

    /// <summary>Whether the function is being removed: nobody waits for an absent master any more.</summary>
    public bool IsLeaving
    {
        get => _leaving;
        set => _leaving = value;
    }

    /// <summary>Whether the slave may ask for its own reset.</summary>
    public bool SupportsReset { get; private set; }

    /// <summary>The revision of the interface that the master speaks, in its answer to a RESET.</summary>
    public int Revision => (int)(Page.Read32(SlaveRead) >> RevisionShift & 0xff);

    /// <summary>Whether the master has not answered yet. One that cannot be reached never will.</summary>
    public bool IsPending => Page.Read32(SlaveRead) is not Unreachable and var word && word >> ToggleShift != _toggle;

    /// <summary>Whether the master has dropped the function in its answer, or cannot be reached.</summary>
    public bool HasFailed => (Page.Read32(SlaveRead) & InternalError) != 0;

    private MmioRegion Page => _page ?? throw new InvalidOperationException("The comm channel is not mapped.");

    private TimeProvider Time => pci.Time;

    /// <summary>Maps the words. ENOMEM: the host cannot.</summary>
    public Errno Map()
    {
        Errno error = pci.MapRegion(PciRegion.Bar2, 0, PageSize, "comm channel", out MmioRegion page);
        _page = error == Errno.Ok ? page : null;
        SupportsReset = false;
        return error;
    }

    /// <summary>Ends the mapping.</summary>
    public void Unmap()
    {
        pci.UnmapRegion(Page);
        _page = null;
    }

    /// <summary>
    /// Takes over the toggle at which an earlier driver has left the channel (<c>sync_toggles</c>). Where that has left it in the middle of a
    /// command, the channel begins anew. EIO: the words cannot be reached, and the function is being removed.
    /// </summary>
    public Errno SyncToggles()
    {
        long start = Time.GetTimestamp();
        TimeSpan timeout = Page.Read32(SlaveWrite) == Unreachable ? UnreachableTimeout : SyncTimeout;
        while (Time.GetElapsedTime(start) < timeout)
        {
            uint written = Page.Read32(SlaveWrite);
            uint read = Page.Read32(SlaveRead);
            if (written == Unreachable || read == Unreachable)
            {
                if (IsLeaving)
                {
                    return Errno.EIO;
                }
                Time.Sleep(PresenceInterval);
            }
            else if (written >> ToggleShift == read >> ToggleShift)
            {
                _toggle = read >> ToggleShift;
                return Errno.Ok;
            }
            else
            {
                Time.Sleep(TimeSpan.FromMilliseconds(1));
            }
        }
        scope.Warn("an earlier driver has left the comm channel in the middle of a command; it begins anew");
        Page.Write32(SlaveRead, 0);
        Page.Write32(SlaveWrite, 0);
        _toggle = 0;
        return Errno.Ok;
    }

    /// <summary>Waits until there is a master (<c>mlx4_comm_check_offline</c>).</summary>
    /// <returns>Whether there is one within 30 s, or before the function is removed.</returns>
    public bool AwaitMaster()
    {
        long start = Time.GetTimestamp();
        while ((Page.Read32(Flags) & Offline) != 0)
        {
            if (IsLeaving || Time.GetElapsedTime(start) >= UnreachableTimeout)
            {
                return false;
            }
            Time.Sleep(PresenceInterval);
        }
        return true;
    }

    /// <summary>Finds out whether the slave may ask for its own reset (<c>mlx4_reset_vf_support</c>).</summary>
    public void ReadResetSupport() => SupportsReset = Page.Read32(Capabilities) is not Unreachable and var word && (word & ResetSupported) != 0;

    /// <summary>Says something to the master; nothing may be pending.</summary>
    public void Post(CommCommand command, ushort parameter = 0)
    {
        _toggle ^= 1;
        Page.Write32(SlaveWrite, _toggle << ToggleShift | (uint)command << CommandShift | parameter);
    }

    /// <summary>
    /// Asks for the function's reset and waits for it (<c>mlx4_reset_slave</c>). A function that cannot be reached needs none. EOPNOTSUPP: it
    /// may not ask. EIO: an earlier request has not been answered. ETIMEDOUT: this one was not answered within 10 s.
    /// </summary>
    public Errno RequestReset()
    {
        if (pci.ChannelOffline || _page is not { } page || page.Read32(Flags) is not (not Unreachable and var flags))
        {
            return Errno.Ok;
        }
        if (!SupportsReset)
        {
            return Errno.EOPNOTSUPP;
        }
        if (!IsAcknowledged(flags))
        {
            return Errno.EIO;
        }
        page.Write32(Flags, ~flags & ResetRequest);
        // The master's own reset clears both bits, which is an answer too.
        return Time.WaitUntil(() => IsAcknowledged(page.Read32(Flags)), ResetTimeout) ? Errno.Ok : Errno.ETIMEDOUT;
    }

    private static bool IsAcknowledged(uint flags) => (flags & ResetRequest) != 0 == ((flags & ResetAcknowledge) != 0);
}
