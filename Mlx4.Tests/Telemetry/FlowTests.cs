using System.Diagnostics;
using Mlx4.Runtime;
using Mlx4.Telemetry;

namespace Mlx4.Tests.Telemetry;

/// <summary>Spans follow the asynchronous flow: through waits, nested pipelines, and loads that run at once.</summary>
[Collection(nameof(Listeners))]
public sealed class FlowTests : IDisposable
{
    private const string Loaded = """
        load AsyncRig.LoadOne
            stage OpenAsync
            stage Queues
                stage AllocAsync
            stage StartAsync

        """;

    private readonly Recording _recording = new();
    private readonly PipelineTelemetry _telemetry = new(nameof(AsyncRig));

    public void Dispose() => _recording.Dispose();

    [Fact]
    public async Task A_stage_sees_its_own_span_before_and_after_it_waited()
    {
        AsyncRig rig = new(_telemetry);

        Assert.True((await rig.LoadAsync()).Succeeded);

        Assert.Equal(["stage OpenAsync", "stage OpenAsync", "stage StartAsync"], rig.Seen);
        Assert.Null(Activity.Current);
        Assert.Equal(Loaded, _recording.Tree());
    }

    [Fact]
    public async Task The_stages_of_a_nested_pipeline_stand_in_the_stage_that_loads_it_and_its_cleanups_on_the_span_that_is_open()
    {
        AsyncRig rig = new(_telemetry, Errno.EIO);

        Assert.True((await rig.LoadAsync()).Failed);

        Assert.Equal("""
            load AsyncRig.LoadOne ! EIO
                stage OpenAsync
                stage Queues
                    stage AllocAsync
                stage StartAsync ! EIO
                * CleaningUp Queues
                * CleaningUp AllocAsync
                * CleanedUp AllocAsync
                * CleanedUp Queues
                * CleaningUp OpenAsync
                * CleanedUp OpenAsync

            """, _recording.Tree());
    }

    [Fact]
    public async Task Loads_that_run_at_once_with_one_telemetry_keep_to_their_own_spans()
    {
        const int Count = 8;
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        AsyncRig[] rigs = [.. Enumerable.Range(0, Count).Select(_ => new AsyncRig(_telemetry) { Gate = gate.Task })];

        Task<InitResult<Errno>>[] loads = [.. rigs.Select(rig => rig.LoadAsync().AsTask())];
        gate.SetResult();
        Assert.All(await Task.WhenAll(loads), result => Assert.True(result.Succeeded));

        Assert.Equal(string.Concat(Enumerable.Repeat(Loaded, Count)), _recording.Tree());
    }

    [Fact]
    public async Task A_cancelled_load_says_so_and_has_undone_what_it_had()
    {
        using CancellationTokenSource source = new();
        AsyncRig rig = new(_telemetry) { Gate = Task.Delay(Timeout.Infinite, source.Token) };

        ValueTask<InitResult<Errno>> load = rig.LoadAsync(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await load);

        Activity span = _recording.Span("load AsyncRig.LoadOne");
        Assert.Equal("cancelled", span.GetTagItem("mlx4.load.result"));
        Assert.Contains(span.Events, spanEvent => spanEvent.Name == "CleanedUp");
        Assert.Equal(["1 error.type=System.Threading.Tasks.TaskCanceledException mlx4.load.result=cancelled mlx4.pipeline.name=AsyncRig.LoadOne"], _recording.Counted("mlx4.loads"));
    }

    [Fact]
    public async Task An_unload_has_its_own_span_and_can_be_followed_by_another_load()
    {
        AsyncRig rig = new(_telemetry);

        Assert.True((await rig.LoadAsync()).Succeeded);
        await rig.UnloadAsync();
        Assert.True((await rig.LoadAsync()).Succeeded);

        Assert.Equal(8, _recording.Span("unload AsyncRig.LoadOne").Events.Count());
        Assert.Equal(2, _recording.Spans.Count(span => span.DisplayName == "load AsyncRig.LoadOne"));
    }
}
