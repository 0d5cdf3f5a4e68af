using System.Diagnostics;
using Mlx4.Runtime;
using Mlx4.Telemetry;

namespace Mlx4.Tests.Telemetry;

/// <summary>The spans of loads, as OpenTelemetry's SDK exports them.</summary>
[Collection(nameof(Listeners))]
public sealed class SpanTests : IDisposable
{
    private readonly Recording _recording = new();
    private readonly PipelineTelemetry _telemetry = new(nameof(Rig));

    public void Dispose() => _recording.Dispose();

    [Fact]
    public void A_load_and_an_unload_are_spans_with_their_stages_and_cleanups()
    {
        Rig rig = new(_telemetry);

        Assert.True(rig.Load().Succeeded);
        rig.Unload();

        Assert.Equal("""
            load Rig.LoadOne
                stage Power
                stage ReadSettings
                stage OpenPort[0]
                stage OpenPort[1]
                stage Lock
                * Skipped ReadClock
            unload Rig.LoadOne
                * CleaningUp Lock
                * CleanedUp Lock
                * CleaningUp OpenPort[1]
                * CleanedUp OpenPort[1]
                * CleaningUp OpenPort[0]
                * CleanedUp OpenPort[0]
                * CleaningUp Power
                * CleanedUp Power

            """, _recording.Tree());
        Assert.Null(Activity.Current);
    }

    [Fact]
    public void A_failed_load_names_stage_and_error_and_shows_what_was_undone()
    {
        InitResult<Errno> result = new Rig(_telemetry, "OpenPort b").Load();

        Assert.Equal("OpenPort: EIO", result.ToString());
        Assert.Equal("""
            load Rig.LoadOne ! EIO
                stage Power
                stage ReadSettings
                stage OpenPort[0]
                stage OpenPort[1] ! EIO
                * Skipped ReadClock
                * CleaningUp OpenPort[0]
                * CleanedUp OpenPort[0]
                * CleaningUp Power
                * CleanedUp Power

            """, _recording.Tree());
        Assert.Equal(
            ["error.type=EIO", "mlx4.load.failed_stage=OpenPort", "mlx4.load.result=failure", "mlx4.pipeline.name=Rig.LoadOne"],
            Tags(_recording.Span("load Rig.LoadOne")));
        Assert.Equal(
            ["error.type=EIO", "mlx4.pipeline.name=Rig.LoadOne", "mlx4.stage.item=1", "mlx4.stage.name=OpenPort", "mlx4.stage.order=40"],
            Tags(_recording.Spans.Single(span => span.GetTagItem("mlx4.stage.item") is 1)));
    }

    [Fact]
    public void An_optional_stage_fails_and_the_load_does_not()
    {
        Assert.True(new Rig(_telemetry, "ReadSettings").Load().Succeeded);

        Assert.Equal(ActivityStatusCode.Error, _recording.Span("stage ReadSettings").Status);
        Assert.Equal(ActivityStatusCode.Unset, _recording.Span("load Rig.LoadOne").Status);
    }

    [Fact]
    public void A_restart_is_told_on_the_load_between_the_two_rounds()
    {
        Assert.True(new Rig(_telemetry) { BusyLocks = 1 }.Load().Succeeded);

        Assert.Equal("""
            load Rig.LoadOne
                stage Power
                stage ReadSettings
                stage OpenPort[0]
                stage OpenPort[1]
                stage Lock ! EAGAIN
                stage OpenPort[0]
                stage OpenPort[1]
                stage Lock
                * Skipped ReadClock
                * Restarting Lock ! EAGAIN
                * CleaningUp OpenPort[1]
                * CleanedUp OpenPort[1]
                * CleaningUp OpenPort[0]
                * CleanedUp OpenPort[0]

            """, _recording.Tree());
        ActivityEvent restart = _recording.Span("load Rig.LoadOne").Events.Single(spanEvent => spanEvent.Name == "Restarting");
        Assert.Contains(new KeyValuePair<string, object?>("mlx4.stage.restart_from", "OpenPort"), restart.Tags);
    }

    [Fact]
    public void An_exception_is_recorded_once_at_the_stage_that_threw_it()
    {
        IOException thrown = new("no lock");

        Assert.Same(thrown, Assert.Throws<IOException>(() => new Rig(_telemetry) { LockThrows = thrown }.Load()));

        Activity load = _recording.Span("load Rig.LoadOne");
        Assert.Equal((ActivityStatusCode.Error, "no lock"), (load.Status, load.StatusDescription));
        Assert.Equal("System.IO.IOException", load.GetTagItem("error.type"));
        Assert.Equal("Lock", load.GetTagItem("mlx4.load.failed_stage"));
        Assert.DoesNotContain(load.Events, spanEvent => spanEvent.Name == "exception");
        ActivityEvent recorded = Assert.Single(_recording.Span("stage Lock").Events);
        Assert.Equal("exception", recorded.Name);
        Assert.Contains(new KeyValuePair<string, object?>("exception.type", "System.IO.IOException"), recorded.Tags);
    }

    [Fact]
    public void A_cleanup_that_throws_is_an_event_and_the_load_ends_with_all_that_went_wrong()
    {
        IOException thrown = new("no off");

        Assert.Throws<UnwindException>(() => new Rig(_telemetry, "Lock") { PowerOffThrows = thrown }.Load());

        Activity load = _recording.Span("load Rig.LoadOne");
        ActivityEvent cleanup = Assert.Single(load.Events, spanEvent => spanEvent.Name == "CleanupFailed");
        Assert.Contains(new KeyValuePair<string, object?>("exception.message", "no off"), cleanup.Tags);
        Assert.Contains(load.Events, spanEvent => spanEvent.Name == "exception");
        Assert.Equal("Mlx4.Runtime.UnwindException", load.GetTagItem("error.type"));
        Assert.Equal("Lock", load.GetTagItem("mlx4.load.failed_stage"));
    }

    [Fact]
    public void A_load_that_is_refused_is_a_failed_span_and_the_object_stays_as_it_is()
    {
        Rig rig = new(_telemetry);
        Assert.True(rig.Load().Succeeded);

        Assert.Throws<InvalidOperationException>(() => rig.Load());
        rig.Unload();

        Activity refused = Assert.Single(_recording.Spans, span => span.Status == ActivityStatusCode.Error);
        Assert.Equal("exception", Assert.Single(refused.Events).Name);
        Assert.Equal(8, _recording.Span("unload Rig.LoadOne").Events.Count());
    }

    [Fact]
    public void An_object_that_is_loaded_again_has_new_spans()
    {
        Rig rig = new(_telemetry, "Lock");

        Assert.True(rig.Load().Failed);
        string first = _recording.Tree();
        Assert.True(rig.Load().Failed);

        Assert.Equal(first + first, _recording.Tree());
    }

    [Fact]
    public void Without_the_call_around_it_a_load_has_the_spans_of_its_stages_alone()
    {
        InitResult<Errno> result = new Rig(_telemetry, "OpenPort b").LoadOne();

        Assert.True(result.Failed);
        Assert.Equal("stage Power\nstage ReadSettings\nstage OpenPort[0]\nstage OpenPort[1] ! EIO\n", _recording.Tree());
        Assert.Null(Activity.Current);
    }

    [Fact]
    public void A_load_stands_in_the_span_from_which_it_is_called()
    {
        using ActivitySource application = new("application");
        using ActivityListener listener = new() { ShouldListenTo = source => source == application, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        using Activity? request = application.StartActivity("request");

        Assert.True(new Rig(_telemetry).Load().Succeeded);

        Assert.Equal(request!.SpanId, _recording.Span("load Rig.LoadOne").ParentSpanId);
        Assert.Same(request, Activity.Current);
    }

    private static IEnumerable<string> Tags(Activity span) => span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal);
}
