using Mlx4.Diagrams;
using Mlx4.Runtime;

namespace Mlx4.Tests.Diagrams;

/// <summary>What cannot be drawn is refused, with the way out.</summary>
public sealed class DrawingRuleTests
{
    private static readonly StageInfo Open = new("LoadOne", 10, "Open", cleanup: "Close");
    private static readonly StageInfo Start = new("LoadOne", 20, "Start", cleanup: "Stop");

    [Fact]
    public void A_pipeline_without_stages() =>
        AssertRefused("Nic has no stages: give the generated table, such as Nic.LoadOneStages.", () => new PipelineDrawing("Nic", []));

    [Fact]
    public void A_nested_pipeline_of_no_stage() => AssertRefused(
        "Nic has no stage Opn to nest Port in: name one of Open, Start.",
        () => new PipelineDrawing("Nic", [Open, Start], new Dictionary<string, PipelineDrawing> { ["Opn"] = Tables.Port }));

    [Fact]
    public void Two_stages_of_one_name() => AssertRefused(
        "Nic has two stages Open: give one of them another name.",
        () => new PipelineDrawing("Nic", [Open, new StageInfo("LoadOne", 20, "Start", name: "Open")]));

    [Fact]
    public void Stages_out_of_order() => AssertRefused(
        "Nic.Open comes after a stage of a higher order: give the stages in order.",
        () => new PipelineDrawing("Nic", [Start, Open]));

    [Fact]
    public void A_cleanup_at_a_later_stage() => AssertRefused(
        "Nic.Open is undone at Start: name an earlier stage's method, and a cleanup.",
        () => new PipelineDrawing("Nic", [new StageInfo("LoadOne", 10, "Open", cleanup: "Close", cleanupAt: "Start"), Start]));

    [Fact]
    public void A_restart_from_nowhere() => AssertRefused(
        "Nic.Open restarts from Start: name its own or an earlier stage's method.",
        () => new PipelineDrawing("Nic", [new StageInfo("LoadOne", 10, "Open", cleanup: "Close", restartOn: 1, restartFrom: "Start"), Start]));

    [Fact]
    public void A_variant_with_a_stage_that_there_is_not() => AssertRefused(
        "Nic has no stage Strat to run in the variant fast: name some of Open, Start.",
        () => new PipelineDrawing("Nic", [Open, Start], variants: [new PipelineVariant("fast", ["Open", "Strat"])]));

    [Fact]
    public void Two_variants_of_one_name() => AssertRefused(
        "Nic has two variants fast: give one of them another name.",
        () => new PipelineDrawing("Nic", [Open, Start], variants: [new PipelineVariant("fast", ["Open"]), new PipelineVariant("fast", [])]));

    [Fact]
    public void A_pipeline_that_is_nested_in_itself()
    {
        PipelineDrawing inner = new("Nic", [Open, Start]);
        PipelineDrawing middle = new("Port", [Open], new Dictionary<string, PipelineDrawing> { ["Open"] = inner });

        AssertRefused(
            "Nic is nested in itself (Nic > Port > Nic): leave it out of the nested ones, or give it another name.",
            () => new PipelineDrawing("Nic", [Open, Start], new Dictionary<string, PipelineDrawing> { ["Start"] = middle }));
    }

    [Fact]
    public void Two_different_pipelines_of_one_name() => AssertRefused(
        "Two different pipelines are named Port: give one of them another name.",
        () => new PipelineDrawing("Nic", [Open, Start], new Dictionary<string, PipelineDrawing> { ["Open"] = Tables.Port, ["Start"] = new("Port", [Open]) }));

    [Fact]
    public void No_pipelines_at_all() => AssertRefused("There is no pipeline to draw: give at least one, and no null.", () => Array.Empty<PipelineDrawing>().ToHtml("Nothing"));

    [Fact]
    public void One_pipeline_twice() => AssertRefused("Port is given twice: leave one out, or give it another name.", () => new[] { Tables.Port, Tables.Port }.ToMermaid());

    private static void AssertRefused(string message, Func<object> draw)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(draw);
        Assert.Equal(message, refusal.Message.Split(" (Parameter ")[0]);
    }
}
