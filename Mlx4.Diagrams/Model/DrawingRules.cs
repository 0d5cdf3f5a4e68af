using Mlx4.Runtime;

namespace Mlx4.Diagrams.Model;

/// <summary>What can be drawn. Errors name what is wrong, and the way out.</summary>
internal static class DrawingRules
{
    /// <summary>Refuses a pipeline that cannot be drawn.</summary>
    public static void Check(PipelineDrawing drawing)
    {
        Require(drawing.Stages.Count > 0, $"{drawing.Name} has no stages: give the generated table, such as Nic.LoadOneStages.", "stages");
        for (int i = 0; i < drawing.Stages.Count; i++)
        {
            CheckStage(drawing, i);
        }
        foreach ((string stage, PipelineDrawing nested) in drawing.Nested)
        {
            Require(drawing.Stages.Any(each => each.Name == stage), $"{drawing.Name} has no stage {stage} to nest {nested?.Name ?? "null"} in: name one of {Names(drawing)}.", "nested");
            Require(nested is not null, $"{drawing.Name}.{stage} is given no pipeline: leave the stage out of the nested ones.", "nested");
        }
        foreach (PipelineVariant variant in drawing.Variants)
        {
            Require(drawing.Variants.Count(other => other.Name == variant.Name) == 1, $"{drawing.Name} has two variants {variant.Name}: give one of them another name.", "variants");
            string? unknown = variant.Stages.FirstOrDefault(stage => drawing.Stages.All(each => each.Name != stage));
            Require(unknown is null, $"{drawing.Name} has no stage {unknown} to run in the variant {variant.Name}: name some of {Names(drawing)}.", "variants");
        }
        CheckNames([drawing]);
    }

    /// <summary>Refuses pipelines that cannot be drawn together.</summary>
    public static void Check(IReadOnlyList<PipelineDrawing> drawings)
    {
        ArgumentNullException.ThrowIfNull(drawings);
        Require(drawings.Count > 0 && !drawings.Contains(null!), "There is no pipeline to draw: give at least one, and no null.", nameof(drawings));
        string? twice = drawings.GroupBy(drawing => drawing.Name).FirstOrDefault(group => group.Count() > 1)?.Key;
        Require(twice is null, $"{twice} is given twice: leave one out, or give it another name.", nameof(drawings));
        CheckNames(drawings);
    }

    private static void CheckStage(PipelineDrawing drawing, int index)
    {
        StageInfo? stage = drawing.Stages[index];
        Require(stage is not null, $"A stage of {drawing.Name} is null: give the generated table.", "stages");
        IReadOnlyList<StageInfo> earlier = [.. drawing.Stages.Take(index)];
        Require(earlier.All(other => other.Name != stage.Name), $"{drawing.Name} has two stages {stage.Name}: give one of them another name.", "stages");
        Require(earlier.All(other => other.Order < stage.Order), $"{drawing.Name}.{stage.Name} comes after a stage of a higher order: give the stages in order.", "stages");
        Require(
            stage.CleanupAt is null || (stage.Cleanup is not null && earlier.Any(other => other.Method == stage.CleanupAt)),
            $"{drawing.Name}.{stage.Name} is undone at {stage.CleanupAt}: name an earlier stage's method, and a cleanup.",
            "stages");
        Require(
            stage.RestartOn is null || earlier.Append(stage).Any(other => other.Method == stage.RestartFrom),
            $"{drawing.Name}.{stage.Name} restarts from {stage.RestartFrom}: name its own or an earlier stage's method.",
            "stages");
    }

    /// <summary>A name stands for one pipeline, and none is nested in itself.</summary>
    private static void CheckNames(IEnumerable<PipelineDrawing> drawings)
    {
        Dictionary<string, PipelineDrawing> known = [];
        foreach (PipelineDrawing drawing in drawings)
        {
            Visit(drawing, []);
        }

        void Visit(PipelineDrawing drawing, IReadOnlyList<string> path)
        {
            Require(!path.Contains(drawing.Name), $"{drawing.Name} is nested in itself ({string.Join(" > ", path)} > {drawing.Name}): leave it out of the nested ones, or give it another name.", "nested");
            if (known.TryGetValue(drawing.Name, out PipelineDrawing? other))
            {
                Require(
                    ReferenceEquals(other, drawing) || AreSame(other, drawing),
                    $"Two different pipelines are named {drawing.Name}: give one of them another name.",
                    "nested");
                return;
            }
            known.Add(drawing.Name, drawing);
            foreach (PipelineDrawing nested in drawing.Nested.Values)
            {
                Visit(nested, [.. path, drawing.Name]);
            }
        }
    }

    private static bool AreSame(PipelineDrawing one, PipelineDrawing other) =>
        one.Stages.SequenceEqual(other.Stages)
        && one.Nested.Count == other.Nested.Count && one.Nested.All(pair => other.Nested.TryGetValue(pair.Key, out PipelineDrawing? nested) && nested.Name == pair.Value.Name)
        && one.Variants.Count == other.Variants.Count && one.Variants.Zip(other.Variants).All(pair => pair.First.Name == pair.Second.Name && pair.First.Stages.Order().SequenceEqual(pair.Second.Stages.Order()));

    private static string Names(PipelineDrawing drawing) => string.Join(", ", drawing.Stages.Select(stage => stage.Name));

    private static void Require([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool holds, string otherwise, string parameter)
    {
        if (!holds)
        {
            throw new ArgumentException(otherwise, parameter);
        }
    }
}
