namespace Mlx4.Sample.Driver;

/// <summary>A look at something again and again, as by a timer of the kernel.</summary>
/// <param name="time">The clock.</param>
/// <param name="interval">The time from one run to the next.</param>
/// <param name="run">What is done. It waits for nothing: what takes longer it leaves to a work queue.</param>
internal sealed class PeriodicWork(TimeProvider time, TimeSpan interval, Action run)
{
    private readonly Lock _running = new();
    private ITimer? _timer;

    /// <summary>Begins; the first run comes after one interval.</summary>
    public void Start()
    {
        lock (_running)
        {
            _timer = time.CreateTimer(Tick, null, interval, interval);
        }
    }

    /// <summary>Ends. A run in progress is waited for.</summary>
    public void Stop()
    {
        lock (_running)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void Tick(object? state)
    {
        lock (_running)
        {
            // The timer may have gone off just before it was disposed.
            if (_timer is not null)
            {
                run();
            }
        }
    }
}
