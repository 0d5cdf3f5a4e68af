using System.Globalization;
using Mlx4.Diagrams.Model;
using Mlx4.Runtime;

namespace Mlx4.Diagrams;

/// <summary>A small picture that says what is special about a stage or a cleanup, so that nothing depends on a colour.</summary>
/// <param name="Name">Its name in the markup.</param>
/// <param name="Path">What is drawn, on a square of 14 units.</param>
/// <param name="Meaning">What it means, for the legend.</param>
internal sealed record Sign(string Name, string Path, string Meaning)
{
    public static readonly Sign When = new("when", "M7 1.5 12.5 7 7 12.5 1.5 7Z", "runs when the condition holds");
    public static readonly Sign ForEach = new("each", "M1.5 4.5H9.5V12.5H1.5ZM4.5 4.5V1.5H12.5V9.5H9.5", "loop: if an item fails, earlier ones are undone");
    public static readonly Sign Optional = new("optional", "M3.6 3.6A4.8 4.8 0 1 1 3.6 10.4M1.5 7H7.5M5.5 4.8 7.7 7 5.5 9.2", "optional: if it fails, the load goes on");
    public static readonly Sign Restart = new("restart", "M3 8.2A4.2 4.2 0 1 0 4.2 4.4M3.6 1.6 4 4.7 7.1 4.4", "at this error the load starts again from there");
    public static readonly Sign Nested = new("nested", "M1.5 2.5H12.5V11.5H1.5ZM4 2.5V11.5M10 2.5V11.5", "the load of another pipeline");
    public static readonly Sign Transient = new("transient", "M3 1.5H11M3 12.5H11M4 1.5C4 5 10 9 10 12.5M10 1.5C10 5 4 9 4 12.5", "undone when the load ends, not by the unload");
    public static readonly Sign Moved = new("moved", "M7 12.5V2M3.2 5.8 7 2 10.8 5.8", "a cleanup that stands with an earlier stage");
    public static readonly Sign Nothing = new("nothing", "M2.5 7H11.5", "nothing to undo, and why");

    /// <summary>What a stage is marked with, and the words beside it.</summary>
    public static IEnumerable<(Sign Sign, string Text)> Of(PipelineDrawing pipeline, StageInfo stage)
    {
        if (stage.ForEach is not null)
        {
            yield return (ForEach, Words.ForEach(stage));
        }
        if (stage.When is not null)
        {
            yield return (When, Words.When(stage));
        }
        if (stage.Optional)
        {
            yield return (Optional, Words.Optional);
        }
        if (stage.RestartOn is not null)
        {
            StageInfo from = pipeline.Stages[pipeline.Ladder.IndexOf(stage.RestartFrom!)];
            yield return (Restart, $"{Words.Again(stage)}, from {(from == stage ? "itself" : from.Name)}");
        }
        if (pipeline.Nested.TryGetValue(stage.Name, out PipelineDrawing? nested))
        {
            yield return (Nested, $"{nested.Name}, {Words.Stages(nested.Stages.Count)}");
        }
    }

    /// <summary>What a cleanup is marked with, and the words beside it.</summary>
    public static IEnumerable<(Sign Sign, string Text)> OfCleanup(PipelineDrawing pipeline, StageInfo stage)
    {
        if (pipeline.Nested.TryGetValue(stage.Name, out PipelineDrawing? nested))
        {
            yield return (Nested, nested.Name);
        }
        if (stage.CleanupAt is not null)
        {
            yield return (Moved, string.Create(CultureInfo.InvariantCulture, $"of {stage.Order} {stage.Name}"));
        }
        if (stage.ForEach is not null)
        {
            yield return (ForEach, "last item first");
        }
        if (stage.Transient)
        {
            yield return (Transient, Words.Transient);
        }
    }

    /// <summary>What stands beside a stage that has no cleanup there.</summary>
    public static (Sign Sign, string Text) InsteadOfCleanup(PipelineDrawing pipeline, StageInfo stage) => stage.CleanupAt is { } at
        ? (Moved, $"{stage.Cleanup} stands at {pipeline.Stages[pipeline.Ladder.IndexOf(at)].Name}")
        : (Nothing, stage.NoCleanup ?? "nothing to undo");

    /// <summary>The signs that a pipeline has, in the order of the legend.</summary>
    public static IReadOnlyList<Sign> In(PipelineDrawing pipeline)
    {
        HashSet<Sign> used =
        [
            .. pipeline.Stages.SelectMany(stage => Of(pipeline, stage).Concat(OfCleanup(pipeline, stage)).Select(pair => pair.Sign)),
            .. pipeline.Stages.Where(stage => stage.Cleanup is null || stage.CleanupAt is not null).Select(stage => InsteadOfCleanup(pipeline, stage).Sign),
        ];
        return [.. All.Where(used.Contains)];
    }

    public static IReadOnlyList<Sign> All => [When, ForEach, Optional, Restart, Nested, Transient, Moved, Nothing];
}
