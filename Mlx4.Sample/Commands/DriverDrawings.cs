using Mlx4.Diagrams;
using Mlx4.Runtime;
using Mlx4.Sample.Driver;

namespace Mlx4.Sample.Commands;

/// <summary>The driver's pipelines as drawings, each with those that are nested in it.</summary>
internal sealed class DriverDrawings
{
    private readonly Dictionary<string, PipelineDrawing> _made = [];
    private readonly IReadOnlyList<FunctionVariant> _variants;

    private DriverDrawings(IReadOnlyList<FunctionVariant> variants) => _variants = variants;

    /// <summary>Makes drawings.</summary>
    /// <param name="pipelines">The pipelines.</param>
    /// <param name="variants">Loads by which their variants are told apart.</param>
    public static IReadOnlyList<PipelineDrawing> Of(IReadOnlyList<DriverPipelines.Pipeline> pipelines, params IReadOnlyList<FunctionVariant> variants)
    {
        DriverDrawings drawings = new(variants);
        return [.. pipelines.Select(drawings.Of)];
    }

    private PipelineDrawing Of(DriverPipelines.Pipeline pipeline)
    {
        if (_made.TryGetValue(pipeline.Name, out PipelineDrawing? made))
        {
            return made;
        }
        Dictionary<string, PipelineDrawing> nested = [];
        foreach (StageInfo stage in pipeline.Stages)
        {
            if (DriverPipelines.LoadedBy(pipeline.Name, stage) is { } loaded)
            {
                nested.Add(stage.Name, Of(loaded));
            }
        }
        return _made[pipeline.Name] = new PipelineDrawing(
            pipeline.Name,
            pipeline.Stages,
            nested,
            [.. _variants.Select(variant => new PipelineVariant(variant.Name, variant.StagesOf(pipeline.Name)))]);
    }
}
