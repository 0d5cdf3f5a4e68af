// What is acquired in some cases only.

using System;
using System.IO;
using System.Threading;
using Mlx4.Runtime;

internal interface IClockPage
{
    Errno Map(out nint address);
    void Unmap(nint address);
}

internal interface IInterrupts
{
    Errno AllocVectors(int count);
    Errno ClaimLine();
    void Free();
}

// Shape: a ternary, and a cleanup that asks
internal sealed partial class OptionalLog
{
    private StreamWriter? _log;

    [InitStage(10, Cleanup = nameof(CloseLog))]
    private void OpenLog(string? path) => _log = path is null ? null : new StreamWriter(path);

    private void CloseLog()
    {
        _log?.Dispose();
        _log = null;
    }
}

// Shape: a condition at the stage
internal sealed partial class OptionalClock(IClockPage page)
{
    private nint _clock;

    public bool HasClock { get; init; }

    [InitStage(10, Cleanup = nameof(UnmapClock), When = nameof(HasClock))]
    private Errno MapClock() => page.Map(out _clock);

    private void UnmapClock() => page.Unmap(_clock);
}

// Shape: an optional feature, a substitute for it, and stages that ask which of the two there is
internal sealed partial class BestInterrupts(IInterrupts interrupts, IClockPage page)
{
    private const int Wanted = 8;

    private int _vectors;
    private nint _clock;

    private bool HasNoVectors => _vectors == 0;

    private bool IsMapped => _clock != 0;

    [InitStage(10, Cleanup = nameof(FreeInterrupts), Optional = true)]
    private Errno AllocVectors()
    {
        Errno error = interrupts.AllocVectors(Wanted);
        if (error == Errno.Ok)
        {
            _vectors = Wanted;
        }
        return error;
    }

    [InitStage(20, Cleanup = nameof(FreeInterrupts), When = nameof(HasNoVectors))]
    private Errno ClaimLine() => interrupts.ClaimLine();

    private void FreeInterrupts()
    {
        interrupts.Free();
        _vectors = 0;
    }

    [InitStage(30, Cleanup = nameof(UnmapClock), Optional = true)]
    private Errno MapClock() => page.Map(out _clock);

    private void UnmapClock()
    {
        page.Unmap(_clock);
        _clock = 0;
    }

    [InitStage(40, NoCleanup = "writes to the console alone", When = nameof(IsMapped))]
    private void ShowClock() => Console.WriteLine($"the clock is at {_clock:x}");
}

// Shape: a feature that may fail, remembered by a flag that is set with the member
internal sealed partial class BestEffortClock(IClockPage page)
{
    private nint _clock;
    private bool _mapped;

    [InitStage(10, Cleanup = nameof(UnmapClock))]
    private void MapClock()
    {
        _mapped = page.Map(out _clock) == Errno.Ok;
        if (!_mapped)
        {
            Console.Error.WriteLine("no clock, timestamps are off");
        }
    }

    private void UnmapClock()
    {
        if (_mapped)
        {
            page.Unmap(_clock);
            _mapped = false;
        }
    }
}

// Shape: two ways to the same thing, one of them acquires nothing
internal sealed partial class PolledOrTimed(Action poll)
{
    private Timer? _timer;

    [InitStage(10, Cleanup = nameof(Stop))]
    private Errno Start(int period)
    {
        switch (period)
        {
            case < 0:
                return Errno.EINVAL;
            case 0:
                poll();
                return Errno.Ok;
            default:
                _timer = new Timer(_ => poll(), null, period, period);
                return Errno.Ok;
        }
    }

    private void Stop()
    {
        if (_timer is not null)
        {
            _timer.Dispose();
            _timer = null;
        }
    }
}

// Shape: stages for either case, with one cleanup
internal sealed partial class EitherInterrupt(IClockPage page)
{
    private nint _page;

    public bool UsesMsiX { get; init; }

    private bool UsesWire => !UsesMsiX;

    [InitStage(10, Cleanup = nameof(Unmap), When = nameof(UsesMsiX))]
    private Errno MapMsiXTable() => page.Map(out _page);

    [InitStage(20, Cleanup = nameof(Unmap), When = nameof(UsesWire))]
    private Errno MapClearRegister() => page.Map(out _page);

    private void Unmap() => page.Unmap(_page);
}
