namespace Mlx4.Sample.Driver;

/// <summary>Something that is done again and again, as by a delayed work of the kernel.</summary>
/// <param name="time">The clock.</param>
/// <param name="interval">The time from one run to the next.</param>
/// <param name="run">What is done.</param>
internal sealed class PeriodicWork(TimeProvider time, TimeSpan interval, Action run)
{
    private readonly Lock _running = new();
    private ITimer? _timer;

    /// <summary>Begins; the first run comes after one interval.</summary>
    public void Start() => _timer = time.CreateTimer(Tick, null, interval, interval);

    /// <summary>Ends. A run in progress is waited for, unless it is the run itself that ends the work.</summary>
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
