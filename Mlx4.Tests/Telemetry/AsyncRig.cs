using System.Diagnostics;
using Mlx4.Runtime;
using Mlx4.Telemetry;

namespace Mlx4.Tests.Telemetry;

/// <summary>An asynchronous pipeline with another one nested in it, and what each of its stages saw as the current span.</summary>
internal sealed partial class AsyncRig(PipelineTelemetry telemetry, Errno ofStart = Errno.Ok)
{
    [InitStage(20, Name = "Queues")]
    private readonly AsyncQueues _queues = new(telemetry);

    /// <summary>The current span, of each stage before and after it waited.</summary>
    public List<string?> Seen { get; } = [];

    /// <summary>What Start waits for.</summary>
    public Task Gate { get; init; } = Task.CompletedTask;

    public ValueTask<InitResult<Errno>> LoadAsync(CancellationToken cancellationToken = default) => telemetry.LoadAsync(() => LoadOneAsync(cancellationToken));

    public ValueTask UnloadAsync() => telemetry.UnloadAsync(UnloadOneAsync);

    [InitStage(10, Cleanup = nameof(CloseAsync))]
    private async Task<Errno> OpenAsync()
    {
        Seen.Add(Activity.Current?.DisplayName);
        await Task.Yield();
        Seen.Add(Activity.Current?.DisplayName);
        return Errno.Ok;
    }

    private static async Task CloseAsync() => await Task.Yield();

    [InitStage(30, Cleanup = nameof(Stop))]
    private async ValueTask<Errno> StartAsync(CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        Seen.Add(Activity.Current?.DisplayName);
        return ofStart;
    }

    private void Stop() => Seen.Clear();

    partial void OnStageEvent(in StageEvent stageEvent) => telemetry.OnStageEvent(in stageEvent);
}

/// <summary>A pipeline that is nested in another.</summary>
internal sealed partial class AsyncQueues(PipelineTelemetry telemetry)
{
    [InitStage(10, Cleanup = nameof(FreeAsync))]
    private static async Task<Errno> AllocAsync()
    {
        await Task.Yield();
        return Errno.Ok;
    }

    private static async Task FreeAsync() => await Task.Yield();

    partial void OnStageEvent(in StageEvent stageEvent) => telemetry.OnStageEvent(in stageEvent);
}
