using System.Globalization;

namespace Mlx4.Sample.Pci;

/// <summary>
/// A clock that stands still while anybody works, and jumps to the next time that somebody waits for when all sleep. A second's wait for a
/// reset, or a minute's for a command that never completes, then costs nothing, and no wait of one thread runs ahead of the work of another.
/// </summary>
/// <remarks>
/// Threads that work by the clock at the same time say so by <see cref="Join"/>, as work queues do. A thread that has not joined moves the
/// clock on when it sleeps, if no other one is awake.
/// </remarks>
internal sealed class SimulatedTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The clock that this thread has joined.</summary>
    [ThreadStatic]
    private static SimulatedTime? _joined;

    private readonly object _lock = new();
    private readonly List<SimulatedTimer> _timers = [];
    private readonly List<Sleeper> _sleepers = [];
    private long _ticks;

    /// <summary>How many threads have joined and do not sleep.</summary>
    private int _awake;

    /// <summary>The time since the clock was made.</summary>
    public TimeSpan Elapsed => new(Interlocked.Read(ref _ticks));

    /// <summary>How many timers are to fire yet.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count;
            }
        }
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long GetTimestamp() => Elapsed.Ticks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Start + Elapsed;

    /// <summary>This thread works by the clock until the membership is disposed: the clock stands still while it is awake.</summary>
    public Membership Join()
    {
        bool isNew = _joined != this;
        if (isNew)
        {
            Wake();
            Adopt();
        }
        return new Membership(this, isNew);
    }

    /// <summary>Counts a thread that is about to <see cref="Adopt"/> the clock, so that it does not move on before.</summary>
    internal void Wake()
    {
        lock (_lock)
        {
            _awake++;
        }
    }

    /// <summary>This thread is one of those that were counted.</summary>
    internal void Adopt() => _joined = this;

    /// <summary>This thread works by the clock no more.</summary>
    internal void Leave()
    {
        _joined = null;
        lock (_lock)
        {
            _awake--;
            MoveOn();
        }
    }

    /// <summary>
    /// Sleeps: returns when the clock has come to the time. Timers that come due fire on the way, each at its own time, on the thread that
    /// finds all others asleep.
    /// </summary>
    public void Advance(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        lock (_lock)
        {
            Sleep(new Sleeper(_ticks + duration.Ticks, _joined == this, reason: null));
        }
    }

    /// <summary>Sleeps until somebody calls <see cref="Signal"/> with the same reason, or until the time is over.</summary>
    /// <param name="reason">What is waited for.</param>
    /// <param name="stillWaits">Is asked once more when no signal can be missed any more.</param>
    /// <param name="atMost">The longest time.</param>
    public void Await(object reason, Func<bool> stillWaits, TimeSpan atMost)
    {
        lock (_lock)
        {
            if (stillWaits())
            {
                Sleep(new Sleeper(_ticks + atMost.Ticks, _joined == this, reason));
            }
        }
    }

    /// <summary>Wakes those who wait for a reason.</summary>
    public void Signal(object reason)
    {
        lock (_lock)
        {
            foreach (Sleeper sleeper in _sleepers.Where(sleeper => sleeper.Reason == reason).ToList())
            {
                Wake(sleeper);
            }
        }
    }

    /// <summary>Who waits for what: for whoever wonders why nothing goes on.</summary>
    public override string ToString()
    {
        lock (_lock)
        {
            IEnumerable<string> sleepers = _sleepers.OrderBy(static sleeper => sleeper.Due).Select(static sleeper => sleeper.ToString());
            return string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds:0.000} s: {_awake} awake, {_timers.Count} timers; {string.Join("; ", sleepers)}");
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>
    /// While all sleep: goes to the next time and fires the timers or wakes the sleeper of it. The lock is held, but not while a timer fires;
    /// timers come before sleepers of the same time.
    /// </summary>
    /// <param name="self">What this thread itself sleeps for, if it does.</param>
    private void MoveOn(Sleeper? self = null)
    {
        while (_awake == 0 && _sleepers.Where(static sleeper => !sleeper.FiresTimer).MinBy(static sleeper => sleeper.Due) is { } sleeper)
        {
            if (_timers.MinBy(static timer => timer.Due) is { } timer && timer.Due <= sleeper.Due)
            {
                GoTo(timer.Due);
                timer.Rearm();
                Fire(timer, self);
                continue;
            }
            GoTo(sleeper.Due);
            Wake(sleeper);
            if (!sleeper.IsMember)
            {
                // Nobody can tell when it will have done its work.
                return;
            }
        }
    }

    /// <summary>Runs a timer's callback on this thread, which is awake meanwhile.</summary>
    private void Fire(SimulatedTimer timer, Sleeper? self)
    {
        SimulatedTime? joined = _joined;
        _awake++;
        _joined = this;
        self?.FiresTimer = true;
        Monitor.Exit(_lock);
        try
        {
            timer.Fire();
        }
        finally
        {
            Monitor.Enter(_lock);
            self?.FiresTimer = false;
            _joined = joined;
            _awake--;
        }
    }

    /// <summary>Never back: a timer that slept has moved the clock on itself.</summary>
    private void GoTo(long ticks) => Interlocked.Exchange(ref _ticks, Math.Max(ticks, _ticks));

    private void Sleep(Sleeper sleeper)
    {
        if (IsNext(sleeper))
        {
            GoTo(sleeper.Due);
            return;
        }
        _sleepers.Add(sleeper);
        _awake -= sleeper.IsMember ? 1 : 0;
        MoveOn(sleeper);
        while (sleeper.IsAsleep)
        {
            Monitor.Wait(_lock);
        }
    }

    /// <summary>Whether nobody else is awake, and nothing comes before this thread is to wake up again: then there is nobody to hand over to.</summary>
    private bool IsNext(Sleeper sleeper)
    {
        if (_awake != (sleeper.IsMember ? 1 : 0))
        {
            return false;
        }
        foreach (SimulatedTimer timer in _timers)
        {
            if (timer.Due <= sleeper.Due)
            {
                return false;
            }
        }
        foreach (Sleeper other in _sleepers)
        {
            if (!other.FiresTimer && other.Due <= sleeper.Due)
            {
                return false;
            }
        }
        return true;
    }

    private void Wake(Sleeper sleeper)
    {
        _sleepers.Remove(sleeper);
        _awake += sleeper.IsMember ? 1 : 0;
        sleeper.IsAsleep = false;
        Monitor.PulseAll(_lock);
    }

    /// <summary>The time for which a thread works by the clock.</summary>
    internal readonly struct Membership(SimulatedTime time, bool isNew) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            if (isNew)
            {
                time.Leave();
            }
        }
    }

    private sealed class Sleeper(long due, bool isMember, object? reason)
    {
        public long Due => due;

        public bool IsMember => isMember;

        public object? Reason => reason;

        public bool IsAsleep { get; set; } = true;

        private string Who { get; } = Thread.CurrentThread.Name ?? "a thread";

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Who} sleeps until {new TimeSpan(Due).TotalSeconds:0.000}{(Reason is null ? "" : $" or {Reason}")}");

        /// <summary>Whether the thread that sleeps is awake for a timer's callback, and cannot be woken before that is through.</summary>
        public bool FiresTimer { get; set; }
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
