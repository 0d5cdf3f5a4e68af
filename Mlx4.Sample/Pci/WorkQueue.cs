namespace Mlx4.Sample.Pci;

/// <summary>
/// Work that is done later, one item after the other, on a thread of its own, as by a single-threaded work queue of the kernel. The thread
/// begins with the first work.
/// </summary>
/// <param name="time">The clock by which the work is done: a simulated one stands still until the work is done, or sleeps.</param>
/// <param name="name">The name of the thread.</param>
internal sealed class WorkQueue(TimeProvider time, string name) : IDisposable
{
    private readonly SimulatedTime? _simulated = time as SimulatedTime;
    private readonly object _lock = new();
    private readonly Queue<Action> _work = [];
    private Thread? _worker;
    private bool _isIdle = true;
    private bool _isEnding;
    private long _queued;
    private long _done;
    private Exception? _failure;

    /// <summary>Has something done after all that was queued before.</summary>
    /// <returns>Whether it was taken: a queue that is ending, or has ended, takes nothing more.</returns>
    public bool Queue(Action work)
    {
        lock (_lock)
        {
            if (_isEnding)
            {
                return false;
            }
            _work.Enqueue(work);
            _queued++;
            if (_isIdle)
            {
                _isIdle = false;
                // Counted here and not by the worker, which wakes up later.
                _simulated?.Wake();
                StartOrWake();
            }
            return true;
        }
    }

    /// <summary>Waits until all that has been queued so far is done.</summary>
    /// <exception cref="InvalidOperationException">It is the work itself that waits, which would be for ever.</exception>
    /// <exception cref="AggregateException">Work has thrown.</exception>
    public void Flush()
    {
        if (_worker == Thread.CurrentThread)
        {
            throw new InvalidOperationException($"Work on {name} waits for itself.");
        }
        long queued = Interlocked.Read(ref _queued);
        time.WaitUntil(() => Interlocked.Read(ref _done) >= queued, TimeSpan.MaxValue);
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
        {
            throw new AggregateException($"Work on {name} has failed.", failure);
        }
    }

    /// <summary>Does what is queued, takes nothing more, and ends the thread.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isEnding = true;
        }
        Flush();
        lock (_lock)
        {
            Monitor.Pulse(_lock);
        }
    }

    private void StartOrWake()
    {
        if (_worker is null)
        {
            _worker = new Thread(Run) { IsBackground = true, Name = name };
            _worker.Start();
        }
        else
        {
            Monitor.Pulse(_lock);
        }
    }

    private void Run()
    {
        while (AwaitWork())
        {
            _simulated?.Adopt();
            while (Next() is { } work)
            {
                Do(work);
            }
            // Not under the lock: the clock may move on here, and timers fire that queue more work.
            _simulated?.Leave();
        }
    }

    private void Do(Action work)
    {
        try
        {
            work();
        }
#pragma warning disable CA1031 // Whatever it is, it is kept for whoever waits for the work: here nobody could catch it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure ??= exception;
        }
        Interlocked.Increment(ref _done);
    }

    /// <summary>Waits until somebody has queued work and counted this thread as awake.</summary>
    /// <returns>Whether there is some; if not, the queue has ended.</returns>
    private bool AwaitWork()
    {
        lock (_lock)
        {
            while (_work.Count == 0 && !_isEnding)
            {
                Monitor.Wait(_lock);
            }
            return _work.Count > 0;
        }
    }

    private Action? Next()
    {
        lock (_lock)
        {
            _isIdle = !_work.TryDequeue(out Action? work);
            return work;
        }
    }
}
