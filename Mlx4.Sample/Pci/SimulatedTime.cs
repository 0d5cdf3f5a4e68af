namespace Mlx4.Sample.Pci;

/// <summary>
/// A clock that stands still until somebody sleeps: <see cref="Advance"/> moves it on at once and fires what comes due on the way.
/// A second's wait for a reset, or a minute's for a command that never completes, then costs nothing.
/// </summary>
internal sealed class SimulatedTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly List<SimulatedTimer> _timers = [];
    private long _ticks;

    /// <summary>The time since the clock was made.</summary>
    public TimeSpan Elapsed => new(Interlocked.Read(ref _ticks));

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long GetTimestamp() => Elapsed.Ticks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Start + Elapsed;

    /// <summary>Moves the clock on. Timers that come due fire on the way, on this thread, each at its own time.</summary>
    public void Advance(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        long end = Elapsed.Ticks + duration.Ticks;
        while (NextDue(end) is { } timer)
        {
            timer.Fire();
        }
        // A timer that slept has moved the clock on itself.
        Interlocked.Exchange(ref _ticks, Math.Max(end, Elapsed.Ticks));
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private SimulatedTimer? NextDue(long end)
    {
        lock (_lock)
        {
            SimulatedTimer? next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is not null)
            {
                Interlocked.Exchange(ref _ticks, Math.Max(next.Due, _ticks));
                next.Rearm();
            }
            return next;
        }
    }

    private sealed class SimulatedTimer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        /// <summary>The clock's ticks at which the timer fires next.</summary>
        public long Due { get; private set; }

        public void Fire() => callback(state);

        /// <summary>Sets the next due time of a periodic timer; takes a one-shot timer out. The clock's lock is held.</summary>
        public void Rearm()
        {
            if (_period > TimeSpan.Zero)
            {
                Due += _period.Ticks;
            }
            else
            {
                time._timers.Remove(this);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time.Elapsed.Ticks + dueTime.Ticks;
                    time._timers.Add(this);
                }
                return true;
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
