using Mlx4.Diagrams;
using Mlx4.Runtime;

namespace Mlx4.Tests.Diagrams;

public sealed class MermaidTextTests
{
    [Fact]
    public Task A_pipeline_with_one_of_everything() => Snapshot.Verify(Tables.Adapter.ToMermaid(), extension: "mmd");

    [Fact]
    public void What_Mermaid_would_read_as_something_else_is_escaped()
    {
        string chart = new PipelineDrawing("end", [new StageInfo("LoadOne", -10, "Open", name: "a \"b\" <c>\n#1 `d`", cleanup: "Close")]).ToMermaid();

        Assert.Contains("subgraph pipeline_1[\"end\"]\n", chart, StringComparison.Ordinal);
        Assert.Contains("pipeline_1_n10[\"-10 a #quot;b#quot; #lt;c#gt; #35;1 #96;d#96;\"]\n", chart, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_lead_to_those_that_they_load()
    {
        string chart = new[] { Tables.Adapter, Tables.Port }.ToMermaid();

        Assert.Contains("    Adapter_60 ==> Port\n", chart, StringComparison.Ordinal);
        Assert.Contains("undone by CleanupPort", chart, StringComparison.Ordinal);
    }
}
