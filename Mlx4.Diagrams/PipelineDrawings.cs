using Mlx4.Diagrams.Html;
using Mlx4.Diagrams.Model;

namespace Mlx4.Diagrams;

/// <summary>Draws several pipelines together.</summary>
public static class PipelineDrawings
{
    /// <summary>A flowchart of Mermaid's. Of several pipelines each stage has its cleanup, and leads to the pipeline that it loads; one alone has its ladder.</summary>
    /// <param name="drawings">The pipelines. A nested one is drawn if it is among them.</param>
    /// <returns>The text of the chart. Lines end with <c>\n</c>.</returns>
    /// <exception cref="ArgumentException">There are none, or two different ones have the same name.</exception>
    public static string ToMermaid(this IReadOnlyList<PipelineDrawing> drawings)
    {
        DrawingRules.Check(drawings);
        return MermaidText.Of(drawings);
    }

    /// <summary>A page on which every stage can be made to fail: one file without outside references.</summary>
    /// <param name="drawings">The pipelines. One that is nested in another of them is found there.</param>
    /// <param name="title">The page's title.</param>
    /// <returns>The HTML. Lines end with <c>\n</c>.</returns>
    /// <exception cref="ArgumentException">There are none, or two different ones have the same name.</exception>
    public static string ToHtml(this IReadOnlyList<PipelineDrawing> drawings, string title)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        DrawingRules.Check(drawings);
        return HtmlPage.Of(drawings, title);
    }
}
