using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mlx4.Hosting;

/// <summary>A pipeline that a host loads and unloads.</summary>
/// <remarks>
/// The host calls stop on services that never started, twice if it is stopped twice, and not at all when a later service fails to start:
/// then it is only disposed. So what is loaded is remembered here, and whatever comes first unloads it.
/// </remarks>
/// <param name="name">What messages call it.</param>
/// <param name="load">Loads it; throws if that fails.</param>
/// <param name="unload">Unloads it.</param>
/// <param name="loadIn">When it is loaded.</param>
/// <param name="unloadIn">When it is unloaded.</param>
/// <param name="logger">Where it says what it cannot throw.</param>
internal sealed class HostedPipeline(
    string name, Func<CancellationToken, ValueTask> load, Func<ValueTask> unload, LoadPhase loadIn, UnloadPhase unloadIn, ILogger logger)
    : IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    // A stop that comes while the load runs cancels it and waits for its end.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stopped = new();
    private bool _isLoaded;
    private bool _isDisposed;

    public Task StartingAsync(CancellationToken cancellationToken) => LoadIf(loadIn == LoadPhase.Starting, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => LoadIf(loadIn == LoadPhase.Start, cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => LoadIf(loadIn == LoadPhase.Started, cancellationToken);

    public Task StoppingAsync(CancellationToken cancellationToken) => UnloadIf(unloadIn == UnloadPhase.Stopping, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => UnloadIf(unloadIn == UnloadPhase.Stop, cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => UnloadIf(unloadIn == UnloadPhase.Stopped, cancellationToken);

    [SuppressMessage("Design", "CA1031", Justification = "An exception from a disposal would hide the one for which the host did not start.")]
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        try
        {
            await UnloadAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            logger.ThrewInDispose(exception, name);
        }
        _stopped.Dispose();
        _turn.Dispose();
    }

    // A container that is disposed synchronously refuses services that can only be disposed otherwise.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private Task LoadIf(bool isNow, CancellationToken cancellationToken) => isNow ? LoadAsync(cancellationToken) : Task.CompletedTask;

    private Task UnloadIf(bool isNow, CancellationToken cancellationToken) => isNow ? UnloadAsync(cancellationToken) : Task.CompletedTask;

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopped.Token);
        await _turn.WaitAsync(either.Token).ConfigureAwait(false);
        try
        {
            either.Token.ThrowIfCancellationRequested();
            await load(either.Token).ConfigureAwait(false);
            _isLoaded = true;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task UnloadAsync(CancellationToken shutdown)
    {
        await _stopped.CancelAsync().ConfigureAwait(false);
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_isLoaded)
            {
                _isLoaded = false;
                using CancellationTokenRegistration timeout = shutdown.Register(() => logger.UnloadsPastTimeout(name));
                await unload().ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }
}
