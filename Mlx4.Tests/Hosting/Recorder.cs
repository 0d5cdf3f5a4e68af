using Microsoft.Extensions.Hosting;

namespace Mlx4.Tests.Hosting;

/// <summary>A service that writes down what the host calls.</summary>
internal sealed class Recorder(string name, List<string> log, Func<CancellationToken, Task>? start = null, Func<CancellationToken, Task>? stop = null)
    : IHostedLifecycleService, IAsyncDisposable
{
    public Task StartingAsync(CancellationToken cancellationToken) => Note("Starting");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Note("Start");
        await (start?.Invoke(cancellationToken) ?? Task.CompletedTask);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Note("Started");

    public Task StoppingAsync(CancellationToken cancellationToken) => Note("Stopping");

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Note("Stop");
        await (stop?.Invoke(cancellationToken) ?? Task.CompletedTask);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Note("Stopped");

    public async ValueTask DisposeAsync() => await Note("Dispose");

    private Task Note(string what)
    {
        lock (log)
        {
            log.Add(name + what);
        }
        return Task.CompletedTask;
    }
}
