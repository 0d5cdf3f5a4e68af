using System.Text.Json;
using Mlx4.Runtime;
using Mlx4.Sample.Driver;

namespace Mlx4.Tests.Sample.Commands;

/// <summary>The law of unwinding, checked on the events that a run printed.</summary>
internal static class Unwinding
{
    /// <summary>
    /// Fails unless, in every pipeline that ended, what completed with a cleanup was undone in exact reverse, each once, and nothing
    /// else was. A stage that is undone at the end of its pipeline's load counts where that happened, one that is undone with another stage there.
    /// </summary>
    public static void AssertExact(IEnumerable<string> events)
    {
        // Several pipelines of one kind and place come and go in reverse too.
        Dictionary<string, List<Step>> completed = [];
        foreach (JsonElement line in events.Select(line => JsonSerializer.Deserialize<JsonElement>(line)).Where(line => line.TryGetProperty("order", out _)))
        {
            Step step = new(InfoOf(line), line.TryGetProperty("item", out JsonElement item) ? item.GetInt32() : -1);
            string pipeline = $"{line.GetProperty("depth").GetInt32()} {line.GetProperty("pipeline").GetString()} {(line.TryGetProperty("instance", out JsonElement instance) ? instance.GetString() : "")}";
            List<Step> steps = completed.TryGetValue(pipeline, out List<Step>? known) ? known : completed[pipeline] = [];
            switch (line.GetProperty("event").GetString())
            {
                case "completed" when step.Stage.Cleanup is not null:
                    steps.Insert(PlaceOf(step.Stage, line.GetProperty("pipeline").GetString()!, steps), step);
                    break;
                case "cleaningUp":
                    // A transient stage may be undone while stages above it stay.
                    Assert.True(step.Stage.Transient ? steps.Contains(step) : steps.Count > 0 && steps[^1] == step, $"{step} of {pipeline} is undone, not {steps.LastOrDefault()}.");
                    steps.RemoveAt(steps.LastIndexOf(step));
                    break;
            }
        }
        Assert.All(completed, pipeline => Assert.Empty(pipeline.Value));
    }

    /// <summary>On top, or on top of the stage with which it is undone.</summary>
    private static int PlaceOf(StageInfo stage, string pipeline, List<Step> steps)
    {
        if (stage.CleanupAt is null)
        {
            return steps.Count;
        }
        int order = StagesOf(pipeline).Single(other => other.Method == stage.CleanupAt).Order;
        return steps.FindLastIndex(other => other.Stage.Order <= order) + 1;
    }

    private static StageInfo InfoOf(JsonElement line) =>
        StagesOf(line.GetProperty("pipeline").GetString()!).Single(stage => stage.Name == line.GetProperty("stage").GetString());

    private static IReadOnlyList<StageInfo> StagesOf(string pipeline) => DriverPipelines.All.Single(candidate => candidate.Name == pipeline).Stages;

    /// <summary>A stage, or one item of a loop.</summary>
    private readonly record struct Step(StageInfo Stage, int Item)
    {
        public override string ToString() => Stage is null ? "nothing" : $"{Stage.Name}[{Item}]";
    }
}
