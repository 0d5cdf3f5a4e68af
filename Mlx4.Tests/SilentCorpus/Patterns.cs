// Patterns, flags and guards.

using System;
using System.IO;
using System.Threading;
using Mlx4.Runtime;

internal interface IMailbox
{
    nint Alloc();
    void Free(nint mailbox);
    Errno Post(nint mailbox, int opcode);
}

// Shape: a cleanup that asks with a pattern
internal sealed partial class PatternCleanup
{
    private FileStream? _file;

    [InitStage(10, Cleanup = nameof(Close))]
    private void Open(string path) => _file = File.OpenRead(path);

    private void Close()
    {
        if (_file is { CanRead: true } file)
        {
            file.Dispose();
        }

        _file = null;
    }
}

// Shape: an early cleanup that asks for what a later stage makes
internal sealed partial class GuardedForward(IMailbox mailboxes)
{
    private nint _mailbox;
    private StreamWriter? _log;

    [InitStage(10, Cleanup = nameof(FreeMailbox))]
    private Errno AllocMailbox()
    {
        _mailbox = mailboxes.Alloc();
        return _mailbox == 0 ? Errno.ENOMEM : Errno.Ok;
    }

    private void FreeMailbox()
    {
        _log?.WriteLine("mailbox freed");
        mailboxes.Free(_mailbox);
    }

    [InitStage(20, Cleanup = nameof(CloseLog))]
    private void OpenLog(string path) => _log = File.CreateText(path);

    private void CloseLog()
    {
        _log?.Dispose();
        _log = null;
    }
}

// Shape: an early stage that asks, too
internal sealed partial class GuardedStage
{
    private TextWriter? _log;
    private int _loads;

    [InitStage(10, NoCleanup = "only counts")]
    private void Count()
    {
        _loads++;
        if (_log is not null)
        {
            _log.WriteLine(_loads);
        }
    }

    [InitStage(20, Cleanup = nameof(CloseLog))]
    private void OpenLog(string path) => _log = File.AppendText(path);

    private void CloseLog()
    {
        _log?.Dispose();
        _log = null;
    }
}

// Shape: a guard by return
internal sealed partial class GuardedByReturn(IMailbox mailboxes)
{
    private nint _mailbox;
    private Timer? _poll;

    [InitStage(10, Cleanup = nameof(Stop))]
    private Errno AllocMailbox()
    {
        _mailbox = mailboxes.Alloc();
        return _mailbox != 0 ? Errno.Ok : Errno.ENOMEM;
    }

    private void Stop()
    {
        mailboxes.Free(_mailbox);
        if (_poll == null)
        {
            return;
        }

        _poll.Change(Timeout.Infinite, Timeout.Infinite);
    }

    [InitStage(20, Cleanup = nameof(DeletePoll))]
    private void CreatePoll() => _poll = new Timer(static _ => { }, null, 1000, 1000);

    private void DeletePoll()
    {
        _poll?.Dispose();
        _poll = null;
    }
}

// Shape: a flag that is set with the member
internal sealed partial class Flagged(IMailbox mailboxes)
{
    private bool _hasMailbox;
    private nint _mailbox;

    [InitStage(10, Cleanup = nameof(Reset))]
    private void Prepare() => _hasMailbox = false;

    private void Reset()
    {
        if (_hasMailbox)
        {
            mailboxes.Free(_mailbox);
            _hasMailbox = false;
        }
    }

    [InitStage(20, NoCleanup = "freed with the rest")]
    private Errno AllocMailbox()
    {
        nint mailbox = mailboxes.Alloc();
        if (mailbox == 0)
        {
            return Errno.ENOMEM;
        }

        _mailbox = mailbox;
        _hasMailbox = true;
        return Errno.Ok;
    }
}

// Shape: a transient that a cleanup asks for
internal sealed partial class GuardedTransient(IMailbox mailboxes)
{
    private StreamWriter? _trace;
    private nint _mailbox;

    [InitStage(10, Cleanup = nameof(EndTrace), Transient = true)]
    private void BeginTrace(string path) => _trace = File.CreateText(path);

    private void EndTrace()
    {
        _trace!.Dispose();
        _trace = null;
    }

    [InitStage(20, Cleanup = nameof(FreeMailbox))]
    private Errno AllocMailbox()
    {
        _trace!.WriteLine("mailbox");
        _mailbox = mailboxes.Alloc();
        return _mailbox == 0 ? Errno.ENOMEM : Errno.Ok;
    }

    private void FreeMailbox()
    {
        _trace?.WriteLine("no mailbox");
        mailboxes.Free(_mailbox);
    }
}

// Shape: a switch on the result
internal sealed partial class SwitchOnResult(IMailbox mailboxes)
{
    private nint _mailbox;

    [InitStage(10, Cleanup = nameof(Free))]
    private Errno Alloc(int opcode)
    {
        nint mailbox = mailboxes.Alloc();
        Errno err = mailboxes.Post(mailbox, opcode);
        switch (err)
        {
            case Errno.Ok:
                _mailbox = mailbox;
                return Errno.Ok;
            case Errno.EAGAIN:
            case Errno.EBUSY:
                mailboxes.Free(mailbox);
                return Errno.EBUSY;
            default:
                mailboxes.Free(mailbox);
                return err;
        }
    }

    private void Free() => mailboxes.Free(_mailbox);
}

// Shape: a switch expression that translates
internal sealed partial class Translated(IMailbox mailboxes)
{
    [InitStage(10, NoCleanup = "only asks")]
    private Errno Ask(int opcode) => mailboxes.Post(0, opcode) switch
    {
        Errno.Ok or Errno.EALREADY => Errno.Ok,
        Errno.EPERM => Errno.EACCES,
        Errno other => other,
    };
}
