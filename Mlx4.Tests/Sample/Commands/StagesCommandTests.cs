using System.Text.Json.Nodes;
using Mlx4.Sample.Driver;

namespace Mlx4.Tests.Sample.Commands;

public sealed class StagesCommandTests
{
    /// <summary>What Mermaid draws at most, unless its page allows more.</summary>
    private const int MermaidEdges = 500;

    private const int MermaidCharacters = 50_000;

    [Fact]
    public Task It_lists_every_stage_with_its_condition_and_its_cleanup() => Snapshot.Verify(ProgramRun.Of("stages").Output);

    [Fact]
    public Task As_JSON_it_states_what_the_attributes_state() => Snapshot.Verify(ProgramRun.Of("stages", "--format", "json", "--pipeline", "PortSetup").Output, extension: "json");

    [Theory]
    [InlineData("PortSetup")]
    [InlineData("FirmwareArea")]
    public Task As_a_flowchart_a_pipeline_has_its_ladder(string pipeline) =>
        Snapshot.Verify(ProgramRun.Of("stages", "--format", "mermaid", "--pipeline", pipeline).Output, pipeline, "mmd");

    [Fact]
    public void Every_pipeline_and_stage_is_listed()
    {
        ProgramRun run = ProgramRun.Of("stages");

        Assert.Equal(0, run.ExitCode);
        Assert.All(DriverPipelines.All, pipeline => Assert.Contains(run.Lines, line => line == pipeline.Name || line.StartsWith(pipeline.Name + " (", StringComparison.Ordinal)));
        Assert.All(DriverPipelines.All.SelectMany(pipeline => pipeline.Stages), stage => Assert.Contains(run.Lines, line => line.Contains($" {stage.Name} ", StringComparison.Ordinal)));
    }

    [Fact]
    public void As_JSON_every_pipeline_and_stage_is_listed_in_order()
    {
        JsonArray pipelines = JsonNode.Parse(ProgramRun.Of("stages", "--format", "json").Output)!["pipelines"]!.AsArray();

        Assert.Equal(
            DriverPipelines.All.SelectMany(pipeline => pipeline.Stages.Select(stage => (pipeline.Name, stage.Order, stage.Name, stage.Cleanup))),
            pipelines.SelectMany(pipeline => pipeline!["stages"]!.AsArray().Select(stage => (
                (string)pipeline["name"]!, (int)stage!["order"]!, (string)stage["name"]!, (string?)stage["cleanup"]))));
    }

    [Fact]
    public void As_a_flowchart_all_pipelines_are_no_more_than_Mermaid_draws()
    {
        ProgramRun run = ProgramRun.Of("stages", "--format", "mermaid");

        Assert.Equal("flowchart TB", run.Lines[0]);
        Assert.All(DriverPipelines.All, pipeline => Assert.Contains($"    subgraph {pipeline.Name}", run.Lines));
        Assert.Contains("    HcaStart_60 ==> IcmSpace", run.Lines);
        Assert.InRange(run.Lines.Sum(line => line.Split("-->").Length - 1 + line.Split("==>").Length - 1), DriverPipelines.All.Count, MermaidEdges);
        Assert.InRange(run.Output.Length, 1, MermaidCharacters);
    }

    [Fact]
    public void As_a_page_it_has_the_pipelines_and_the_kinds_of_functions()
    {
        ProgramRun run = ProgramRun.Of("stages", "--format", "html");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.StartsWith("<!DOCTYPE html>\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("</html>\n", run.Output, StringComparison.Ordinal);
        Assert.All(DriverPipelines.All, pipeline => Assert.Contains($"\"name\":\"{pipeline.Name}\"", run.Output, StringComparison.Ordinal));
        Assert.Contains("> virtual function</label>", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_is_of_one_pipeline()
    {
        ProgramRun all = ProgramRun.Of("stages", "--format", "svg");
        ProgramRun one = ProgramRun.Of("stages", "--format", "svg", "--pipeline", "PortSetup");

        Assert.Equal((2, "--format svg: an image shows one pipeline. Give --pipeline NAME.\nTry --help.\n"), (all.ExitCode, all.Errors));
        Assert.Equal(0, one.ExitCode);
        Assert.Contains("<title id=\"title\">The pipeline PortSetup</title>", one.Lines);
    }

    [Fact]
    public void It_writes_to_a_file()
    {
        string file = Path.GetTempFileName();
        try
        {
            ProgramRun run = ProgramRun.Of("stages", "--format", "json", "--output", file);

            Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Errors));
            Assert.Equal(ProgramRun.Of("stages", "--format", "json").Output, File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_told()
    {
        string file = Path.Combine(Path.GetTempPath(), "no such folder", "stages.json");

        ProgramRun run = ProgramRun.Of("stages", "--output", file);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"--output {file}: ", run.Errors, StringComparison.Ordinal);
        Assert.EndsWith(" Give a file that can be written.\n", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Portsetup", "--pipeline Portsetup: there is no such pipeline: did you mean PortSetup?")]
    [InlineData("Xyzzy", "--pipeline Xyzzy: there is no such pipeline; the command stages lists them")]
    public void A_pipeline_that_does_not_exist_is_refused(string pipeline, string message)
    {
        ProgramRun run = ProgramRun.Of("stages", "--pipeline", pipeline);

        Assert.Equal((2, $"{message}\nTry --help.\n"), (run.ExitCode, run.Errors));
    }
}
