// Work in the background.

using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using Mlx4.Runtime;

// Shape: a thread that ends with its queue
internal sealed partial class CompletionThread
{
    private BlockingCollection<Action>? _completions;
    private Thread? _thread;

    [InitStage(10, Cleanup = nameof(Stop))]
    private void Start()
    {
        BlockingCollection<Action> completions = [];
        Thread thread = new(() => Run(completions)) { IsBackground = true, Name = "completions" };
        thread.Start();
        _completions = completions;
        _thread = thread;
    }

    private void Stop()
    {
        _completions!.CompleteAdding();
        _thread!.Join();
        _completions.Dispose();
        _completions = null;
    }

    private static void Run(BlockingCollection<Action> completions)
    {
        foreach (Action completion in completions.GetConsumingEnumerable())
        {
            completion();
        }
    }
}

// Shape: a thread with a flag
internal sealed partial class PollingThread
{
    private Thread? _thread;
    private volatile bool _stop;
    private int _polls;

    [InitStage(10, Cleanup = nameof(Stop))]
    private void Start()
    {
        _stop = false;
        _thread = new Thread(Poll);
        _thread.Start();
    }

    private void Stop()
    {
        _stop = true;
        if (_thread is { IsAlive: true })
        {
            _thread.Join(TimeSpan.FromSeconds(5));
        }
    }

    private void Poll()
    {
        while (!_stop)
        {
            _polls++;
            Thread.Sleep(1);
        }
    }

    public int Polls => _polls;
}

// Shape: a task that is cancelled and waited for
internal sealed partial class CancelledTask
{
    private CancellationTokenSource? _cancellation;
    private Task? _work;

    [InitStage(10, Cleanup = nameof(Stop))]
    private void Start()
    {
        _cancellation = new CancellationTokenSource();
        CancellationToken token = _cancellation.Token;
        _work = Task.Run(() => WorkAsync(token), token);
    }

    private void Stop()
    {
        _cancellation!.Cancel();
        try
        {
            _work!.Wait();
        }
        catch (AggregateException exception) when (exception.InnerException is OperationCanceledException)
        {
            // As asked.
        }

        _cancellation.Dispose();
        _cancellation = null;
        _work = null;
    }

    private static async Task WorkAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            await Task.Delay(100, token).ConfigureAwait(false);
        }
    }
}

// Shape: a task that uses what earlier stages made
internal sealed partial class TaskAfterQueue
{
    private ConcurrentQueue<int>? _queue;
    private Task<int>? _sum;

    [InitStage(10, Cleanup = nameof(FreeQueue))]
    private void AllocQueue(int count)
    {
        _queue = new ConcurrentQueue<int>();
        for (int i = 0; i < count; i++)
        {
            _queue.Enqueue(i);
        }
    }

    private void FreeQueue() => _queue = null;

    [InitStage(20, Cleanup = nameof(AwaitSum))]
    private void StartSum() => _sum = Task.Run(Sum);

    private void AwaitSum() => _ = _sum!.GetAwaiter().GetResult();

    private int Sum()
    {
        int sum = 0;
        while (_queue!.TryDequeue(out int item))
        {
            sum += item;
        }

        return sum;
    }
}

// Shape: a linked token source for the length of a stage
internal sealed partial class LinkedToken
{
    private int _answer;

    [InitStage(10, NoCleanup = "only asks")]
    private async Task<Errno> AskAsync(Func<CancellationToken, Task<int>> ask, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(1));
        try
        {
            _answer = await ask(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Errno.ETIMEDOUT;
        }

        return _answer < 0 ? Errno.EIO : Errno.Ok;
    }
}

// Shape: a wait handle registered with the pool
internal sealed partial class RegisteredWaiter
{
    private AutoResetEvent? _interrupt;
    private RegisteredWaitHandle? _wait;
    private int _interrupts;

    [InitStage(10, Cleanup = nameof(FreeInterrupt))]
    private void AllocInterrupt() => _interrupt = new AutoResetEvent(initialState: false);

    private void FreeInterrupt()
    {
        _interrupt!.Dispose();
        _interrupt = null;
    }

    [InitStage(20, Cleanup = nameof(Unregister))]
    private void Register() =>
        _wait = ThreadPool.RegisterWaitForSingleObject(_interrupt!, (_, _) => _interrupts++, null, Timeout.Infinite, executeOnlyOnce: false);

    private void Unregister()
    {
        using ManualResetEvent done = new(initialState: false);
        if (_wait!.Unregister(done))
        {
            done.WaitOne();
        }

        _wait = null;
    }

    public int Interrupts => _interrupts;
}
