using System.Text.Json;

namespace Mlx4.Tests.Sample.Commands;

/// <summary>The law of unwinding, checked on the events that a run printed.</summary>
internal static class Unwinding
{
    /// <summary>
    /// Fails unless, in every pipeline that ended, what completed with a cleanup was undone in exact reverse, each once, and nothing
    /// else was. A stage that is undone at the end of its pipeline's load counts where that happened.
    /// </summary>
    public static void AssertExact(IEnumerable<string> events)
    {
        // A pipeline's events come one after the other; those of nested pipelines stand in between, one level deeper.
        Dictionary<int, Stack<string>> completed = [];
        HashSet<string> transient = TransientStages();
        foreach (JsonElement step in events.Select(line => JsonSerializer.Deserialize<JsonElement>(line)).Where(line => line.TryGetProperty("stage", out _) && line.TryGetProperty("order", out _)))
        {
            int depth = step.GetProperty("depth").GetInt32();
            string name = $"{step.GetProperty("pipeline").GetString()}.{step.GetProperty("stage").GetString()}[{(step.TryGetProperty("item", out JsonElement item) ? item.GetInt32() : -1)}]";
            Stack<string> stack = completed.TryGetValue(depth, out Stack<string>? known) ? known : completed[depth] = new Stack<string>();
            switch (step.GetProperty("event").GetString())
            {
                case "completed" when HasCleanup(step):
                    stack.Push(name);
                    break;
                case "cleaningUp":
                    // A transient stage may be undone while stages above it stay.
                    if (transient.Contains(name[..name.IndexOf('[', StringComparison.Ordinal)]) && stack.Peek() != name)
                    {
                        Assert.Contains(name, stack);
                        completed[depth] = new Stack<string>(stack.Where(other => other != name).Reverse());
                    }
                    else
                    {
                        Assert.Equal(stack.Pop(), name);
                    }
                    break;
            }
        }
        Assert.All(completed, level => Assert.Empty(level.Value));
    }

    private static bool HasCleanup(JsonElement step) => Info(step).Cleanup is not null;

    private static Mlx4.Runtime.StageInfo Info(JsonElement step) => Mlx4.Sample.Driver.DriverPipelines.All
        .Single(pipeline => pipeline.Name == step.GetProperty("pipeline").GetString()).Stages
        .Single(stage => stage.Name == step.GetProperty("stage").GetString());

    private static HashSet<string> TransientStages() => [.. Mlx4.Sample.Driver.DriverPipelines.All
        .SelectMany(pipeline => pipeline.Stages.Where(stage => stage.Transient).Select(stage => $"{pipeline.Name}.{stage.Name}"))];
}
