using Mlx4.Telemetry;

namespace Mlx4.Tests.Telemetry;

/// <summary>The metrics of loads, as OpenTelemetry's SDK reads them.</summary>
[Collection(nameof(Listeners))]
public sealed class MetricTests : IDisposable
{
    private readonly Recording _recording = new();
    private readonly PipelineTelemetry _telemetry = new(nameof(Rig));

    public void Dispose() => _recording.Dispose();

    [Fact]
    public void Loads_are_counted_and_measured_by_pipeline_and_result()
    {
        string[] expected =
        [
            "1 error.type=EIO mlx4.load.result=failure mlx4.pipeline.name=Rig.LoadOne",
            "2 mlx4.load.result=success mlx4.pipeline.name=Rig.LoadOne",
        ];

        Assert.True(new Rig(_telemetry).Load().Succeeded);
        Assert.True(new Rig(_telemetry).Load().Succeeded);
        Assert.True(new Rig(_telemetry, "Lock").Load().Failed);

        Assert.Equal(expected, _recording.Counted("mlx4.loads"));
        Assert.Equal(expected, _recording.Measured("mlx4.load.duration"));
    }

    [Fact]
    public void Stages_are_measured_and_their_failures_and_cleanups_counted()
    {
        Assert.True(new Rig(_telemetry, "OpenPort b").Load().Failed);

        Assert.Equal(
            [
                "1 error.type=EIO mlx4.pipeline.name=Rig.LoadOne mlx4.stage.name=OpenPort",
                "1 mlx4.pipeline.name=Rig.LoadOne mlx4.stage.name=OpenPort",
                "1 mlx4.pipeline.name=Rig.LoadOne mlx4.stage.name=Power",
                "1 mlx4.pipeline.name=Rig.LoadOne mlx4.stage.name=ReadSettings",
            ],
            _recording.Measured("mlx4.stage.duration"));
        Assert.Equal(["1 error.type=EIO mlx4.pipeline.name=Rig.LoadOne mlx4.stage.name=OpenPort"], _recording.Counted("mlx4.stage.failures"));
        Assert.Equal(
            ["1 mlx4.pipeline.name=Rig.LoadOne mlx4.stage.name=OpenPort", "1 mlx4.pipeline.name=Rig.LoadOne mlx4.stage.name=Power"],
            _recording.Counted("mlx4.cleanups"));
    }

    [Fact]
    public void A_cleanup_that_threw_is_counted_with_its_exception()
    {
        Rig rig = new(_telemetry) { PowerOffThrows = new IOException("no off") };
        Assert.True(rig.Load().Succeeded);

        Assert.Throws<Mlx4.Runtime.UnwindException>(rig.Unload);

        Assert.Contains("1 error.type=System.IO.IOException mlx4.pipeline.name=Rig.LoadOne mlx4.stage.name=Power", _recording.Counted("mlx4.cleanups"));
    }
}
