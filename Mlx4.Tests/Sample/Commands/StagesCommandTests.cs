using Mlx4.Sample.Driver;

namespace Mlx4.Tests.Sample.Commands;

public sealed class StagesCommandTests
{
    [Fact]
    public Task It_lists_every_stage_with_its_condition_and_its_cleanup() => Snapshot.Verify(ProgramRun.Of("stages").Output);

    [Fact]
    public void Every_pipeline_and_stage_is_listed()
    {
        ProgramRun run = ProgramRun.Of("stages");

        Assert.Equal(0, run.ExitCode);
        Assert.All(DriverPipelines.All, pipeline => Assert.Contains(run.Lines, line => line == pipeline.Name || line.StartsWith(pipeline.Name + " (", StringComparison.Ordinal)));
        Assert.All(DriverPipelines.All.SelectMany(pipeline => pipeline.Stages), stage => Assert.Contains(run.Lines, line => line.Contains($" {stage.Name} ", StringComparison.Ordinal)));
    }
}
