using Mlx4.Diagrams.Model;
using Mlx4.Diagrams.Svg;
using Mlx4.Runtime;

namespace Mlx4.Diagrams;

/// <summary>A pipeline to be drawn, as its generated table (<c>LoadOneStages</c>) describes it.</summary>
/// <example>
/// <code>
/// File.WriteAllText("nic.svg", new PipelineDrawing("Nic", Nic.LoadOneStages).ToSvg());
/// </code>
/// </example>
public sealed class PipelineDrawing
{
    /// <summary>Makes a drawing.</summary>
    /// <param name="name">The pipeline's name: that of its type, say.</param>
    /// <param name="stages">Its stages: the generated table.</param>
    /// <param name="nested">The pipelines whose loads some of the stages are, by the stages' names.</param>
    /// <param name="variants">Which stages run in which kind of load. Without any, all conditions are taken to hold.</param>
    /// <exception cref="ArgumentException">
    /// The name is empty; there are no stages; the stages are not such as a generated table has; something names a stage that there is not;
    /// two variants have the same name; a pipeline is nested in itself; or two different pipelines have the same name.
    /// </exception>
    public PipelineDrawing(
        string name,
        IReadOnlyList<StageInfo> stages,
        IReadOnlyDictionary<string, PipelineDrawing>? nested = null,
        IReadOnlyList<PipelineVariant>? variants = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(stages);
        Name = name;
        Stages = [.. stages];
        Nested = nested is null ? new Dictionary<string, PipelineDrawing>() : new Dictionary<string, PipelineDrawing>(nested);
        Variants = variants is null ? [] : [.. variants];
        DrawingRules.Check(this);
        Ladder = new Ladder(Stages);
    }

    /// <summary>The pipeline's name.</summary>
    public string Name { get; }

    /// <summary>Its stages in order.</summary>
    public IReadOnlyList<StageInfo> Stages { get; }

    /// <summary>The pipelines whose loads some of the stages are, by the stages' names.</summary>
    public IReadOnlyDictionary<string, PipelineDrawing> Nested { get; }

    /// <summary>Which stages run in which kind of load.</summary>
    public IReadOnlyList<PipelineVariant> Variants { get; }

    internal Ladder Ladder { get; }

    /// <summary>This pipeline and those that are nested in it at any depth, each once, outer ones first.</summary>
    internal IEnumerable<PipelineDrawing> SelfAndNested => Stages
        .Select(stage => Nested.GetValueOrDefault(stage.Name))
        .OfType<PipelineDrawing>()
        .SelectMany(nested => nested.SelfAndNested)
        .Prepend(this)
        .DistinctBy(drawing => drawing.Name);

    /// <summary>A flowchart of Mermaid's, with the ladder.</summary>
    /// <returns>The text of the chart. Lines end with <c>\n</c>.</returns>
    public string ToMermaid() => MermaidText.Of([this]);

    /// <summary>An image: one file without script or outside references, for light and dark, 800 units wide.</summary>
    /// <returns>The SVG. Lines end with <c>\n</c>.</returns>
    public string ToSvg() => SvgImage.Of(this);

    /// <summary>A page on which every stage can be made to fail: one file without outside references.</summary>
    /// <returns>The HTML. Lines end with <c>\n</c>.</returns>
    public string ToHtml() => new[] { this }.ToHtml(Name);
}
