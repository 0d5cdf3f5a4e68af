// Timers.

using System;
using System.Threading;
using Mlx4.Runtime;

internal interface IHealthBuffer
{
    uint Read();
    Errno Arm();
    void Disarm();
}

// Shape: made stopped, started by a later stage, disposed by its own
internal sealed partial class HealthPoll(IHealthBuffer buffer)
{
    private Timer? _poll;
    private uint _health;

    [InitStage(10, Cleanup = nameof(DeletePoll))]
    private void CreatePoll() => _poll = new Timer(OnPoll, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private void DeletePoll()
    {
        _poll!.Dispose();
        _poll = null;
    }

    [InitStage(20, Cleanup = nameof(StopPoll))]
    private Errno StartPoll()
    {
        Errno err = buffer.Arm();
        if (err != Errno.Ok)
        {
            return err;
        }

        _poll!.Change(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
        return Errno.Ok;
    }

    private void StopPoll()
    {
        _poll!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        buffer.Disarm();
    }

    private void OnPoll(object? state) => _health = buffer.Read();

    public uint Health => _health;
}

// Shape: a callback that uses what a later stage makes, due later
internal sealed partial class DelayedReport(IHealthBuffer buffer)
{
    private Timer? _timer;
    private uint[]? _history;

    [InitStage(10, Cleanup = nameof(StopTimer))]
    private void StartTimer() => _timer = new Timer(_ => Record(), null, 10_000, 10_000);

    private void StopTimer() => _timer?.Dispose();

    [InitStage(20, Cleanup = nameof(FreeHistory))]
    private void AllocHistory(int length) => _history = new uint[length];

    private void FreeHistory() => _history = null;

    private void Record()
    {
        uint[]? history = _history;
        if (history is { Length: > 0 })
        {
            history[0] = buffer.Read();
        }
    }
}

// Shape: stopped and waited for
internal sealed partial class DrainedTimer(IHealthBuffer buffer)
{
    private Timer? _timer;

    [InitStage(10, Cleanup = nameof(Stop))]
    private void Start(int period) => _timer = new Timer(static state => ((IHealthBuffer)state!).Read(), buffer, period, period);

    private void Stop()
    {
        if (_timer is null)
        {
            return;
        }

        using ManualResetEvent done = new(initialState: false);
        if (_timer.Dispose(done))
        {
            done.WaitOne();
        }

        _timer = null;
    }
}

// Shape: a timer of System.Timers
internal sealed partial class ElapsedTimer(IHealthBuffer buffer)
{
    private System.Timers.Timer? _timer;

    [InitStage(10, Cleanup = nameof(Stop))]
    private void Start(double interval)
    {
        System.Timers.Timer timer = new(interval) { AutoReset = true };
        timer.Elapsed += OnElapsed;
        timer.Start();
        _timer = timer;
    }

    private void Stop()
    {
        System.Timers.Timer timer = _timer!;
        timer.Stop();
        timer.Elapsed -= OnElapsed;
        timer.Close();
        _timer = null;
    }

    private void OnElapsed(object? sender, System.Timers.ElapsedEventArgs e) => buffer.Read();
}

// Shape: a timer of the framework's abstraction of time
internal sealed partial class ProvidedTimer(TimeProvider time, IHealthBuffer buffer)
{
    private ITimer? _timer;

    [InitStage(10, Cleanup = nameof(Stop))]
    private Errno Start(TimeSpan period)
    {
        if (period <= TimeSpan.Zero)
        {
            return Errno.EINVAL;
        }

        _timer = time.CreateTimer(_ => buffer.Read(), null, period, period);
        return Errno.Ok;
    }

    private void Stop() => _timer?.Dispose();
}
