// Things that are made on first use.

using System;
using System.Net.Http;
using System.Threading;
using Mlx4.Runtime;

// Shape: made if it is not there yet, and kept over an unload
internal sealed partial class ReusedClient : IDisposable
{
    private HttpClient? _client;
    private bool _connected;

    [InitStage(10, Cleanup = nameof(Disconnect))]
    private Errno Connect(Uri address)
    {
        _client ??= new HttpClient { BaseAddress = address };
        if (_client.BaseAddress != address)
        {
            return Errno.EADDRINUSE;
        }

        _connected = true;
        return Errno.Ok;
    }

    private void Disconnect()
    {
        if (_connected)
        {
            _client?.CancelPendingRequests();
            _connected = false;
        }
    }

    public void Dispose() => _client?.Dispose();
}

// Shape: Lazy, disposed only if it was used
internal sealed partial class LazyGate
{
    private Lazy<SemaphoreSlim>? _gate;

    [InitStage(10, Cleanup = nameof(DisposeGate))]
    private void PrepareGate(int width) => _gate = new Lazy<SemaphoreSlim>(() => new SemaphoreSlim(width, width));

    private void DisposeGate()
    {
        if (_gate is { IsValueCreated: true } gate)
        {
            gate.Value.Dispose();
        }

        _gate = null;
    }

    public void Pass() => _gate!.Value.Wait();
}

// Shape: a property that makes it, a cleanup that takes it
internal sealed partial class LazyProperty
{
    private Timer? _timer;

    private Timer Heartbeat => _timer ??= new Timer(static _ => { }, null, Timeout.Infinite, Timeout.Infinite);

    [InitStage(10, Cleanup = nameof(StopHeartbeat))]
    private void StartHeartbeat(int period) => Heartbeat.Change(period, period);

    private void StopHeartbeat() => Interlocked.Exchange(ref _timer, null)?.Dispose();
}

// Shape: made in the constructor, used by the stages
internal sealed partial class EagerHost : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private int _generation;

    [InitStage(10, Cleanup = nameof(EndGeneration))]
    private Errno BeginGeneration()
    {
        if (_stop.IsCancellationRequested)
        {
            return Errno.ESHUTDOWN;
        }

        _generation++;
        return Errno.Ok;
    }

    private void EndGeneration() => _generation--;

    public void Dispose() => _stop.Dispose();
}
