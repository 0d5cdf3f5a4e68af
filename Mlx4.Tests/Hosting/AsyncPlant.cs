using Mlx4.Runtime;

namespace Mlx4.Tests.Hosting;

/// <summary>An asynchronous pipeline whose second stage, and whose cleanup of the first, wait for the test.</summary>
internal sealed partial class AsyncPlant : IAsyncDisposable
{
    private readonly TaskCompletionSource _starting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<string> Log { get; } = [];

    /// <summary>Completes when the second stage waits.</summary>
    public Task Starting => _starting.Task;

    public Task StartGate { get; init; } = Task.CompletedTask;

    public Task CloseGate { get; init; } = Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Log.Add("dispose");
        return default;
    }

    [InitStage(10, Cleanup = nameof(CloseAsync))]
    private async Task<Errno> OpenAsync()
    {
        await Task.Yield();
        Log.Add("open");
        return Errno.Ok;
    }

    private async Task CloseAsync()
    {
        await CloseGate;
        Log.Add("close");
    }

    [InitStage(20, Cleanup = nameof(Stop))]
    private async Task<Errno> StartAsync(CancellationToken cancellationToken)
    {
        _starting.TrySetResult();
        await StartGate.WaitAsync(cancellationToken);
        Log.Add("start");
        return Errno.Ok;
    }

    private void Stop() => Log.Add("stop");
}
