using System.Globalization;
using Mlx4.Runtime;
using Mlx4.Sample.Driver;

namespace Mlx4.Sample.Commands;

/// <summary>
/// Pipelines as a flowchart of Mermaid's. One alone is shown with its ladder: the stages lead to a loaded device, the cleanups back; a failure
/// enters the ladder below the stage, an unload at its top. Several are subgraphs, each stage with its cleanup, and lead to those that they load.
/// </summary>
internal static class StagesMermaid
{
    private const string Indent = "    ";

    public static void Write(IReadOnlyList<DriverPipelines.Pipeline> pipelines, TextWriter output)
    {
        output.WriteLine("flowchart TB");
        foreach (DriverPipelines.Pipeline pipeline in pipelines)
        {
            output.WriteLine($"{Indent}subgraph {pipeline.Name}");
            foreach (string line in pipelines.Count == 1 ? WithLadder(pipeline) : Stages(pipeline))
            {
                output.WriteLine($"{Indent}{Indent}{line}");
            }
            output.WriteLine($"{Indent}end");
        }
        foreach (DriverPipelines.Pipeline pipeline in pipelines)
        {
            foreach (StageInfo stage in pipeline.Stages)
            {
                if (DriverPipelines.LoadedBy(pipeline.Name, stage) is { } loaded && pipelines.Contains(loaded))
                {
                    output.WriteLine($"{Indent}{Id(pipeline, stage)} ==> {loaded.Name}");
                }
            }
        }
    }

    private static IEnumerable<string> Stages(DriverPipelines.Pipeline pipeline) =>
    [
        .. pipeline.Stages.Select(stage => Node(pipeline, stage, [.. Text(stage), .. stage.Cleanup is null ? Array.Empty<string>() : [$"undone by {stage.Cleanup}"]])),
        string.Join(" --> ", pipeline.Stages.Select(stage => Id(pipeline, stage))),
        .. Restarts(pipeline),
    ];

    private static IEnumerable<string> WithLadder(DriverPipelines.Pipeline pipeline)
    {
        IReadOnlyList<StageInfo> ladder = [.. Ladder(pipeline.Stages, null)];
        string loaded = $"{pipeline.Name}_loaded";
        string unloaded = $"{pipeline.Name}_unloaded";
        return
        [
            .. pipeline.Stages.Select(stage => Node(pipeline, stage, Text(stage))),
            $"{loaded}([loaded])",
            string.Join(" --> ", [.. pipeline.Stages.Select(stage => Id(pipeline, stage)), loaded]),
            .. Restarts(pipeline),
            .. ladder.Select(stage => $"{UndoId(pipeline, stage)}[/{Quote(stage.Transient ? $"{stage.Cleanup}<br/>at the end of the load" : stage.Cleanup!)}/]"),
            $"{unloaded}([not loaded])",
            string.Join(" --> ", [loaded, .. ladder.Select(stage => UndoId(pipeline, stage)), unloaded]),
            .. pipeline.Stages.Where(stage => !stage.Optional).Select(stage => $"{Id(pipeline, stage)} -. fails .-> {Below(stage)}"),
        ];

        // The items of a loop that came before the failing one are undone too.
        string Below(StageInfo stage) =>
            ladder.FirstOrDefault(undone => undone.Order < stage.Order || (undone == stage && stage.ForEach is not null)) is { } below
                ? UndoId(pipeline, below)
                : unloaded;
    }

    private static IEnumerable<string> Restarts(DriverPipelines.Pipeline pipeline) =>
        from stage in pipeline.Stages
        where stage.RestartFrom is not null
        let first = pipeline.Stages.First(candidate => candidate.Method == stage.RestartFrom)
        select $"{Id(pipeline, stage)} -- {Quote($"{stage.RestartOn}: again, {Times(stage.MaxRestarts)}")} --> {Id(pipeline, first)}";

    /// <summary>The stages in the order in which they are undone. One that has a place with an earlier stage comes just before that.</summary>
    private static IEnumerable<StageInfo> Ladder(IReadOnlyList<StageInfo> stages, string? place) =>
        from stage in stages.Reverse()
        where stage.CleanupAt == place
        from undone in Ladder(stages, stage.Method).Concat(stage.Cleanup is null ? [] : [stage])
        select undone;

    private static string Node(DriverPipelines.Pipeline pipeline, StageInfo stage, IEnumerable<string> text)
    {
        string quoted = Quote(string.Join("<br/>", text));
        return Id(pipeline, stage) + (DriverPipelines.LoadedBy(pipeline.Name, stage) is null ? $"[{quoted}]" : $"[[{quoted}]]");
    }

    private static IEnumerable<string> Text(StageInfo stage)
    {
        yield return stage.ToString();
        if (stage.ForEach is not null)
        {
            yield return $"for each of {stage.ForEach}";
        }
        if (stage.When is not null)
        {
            yield return $"when {stage.When}";
        }
        if (stage.Optional)
        {
            yield return "the load can do without";
        }
    }

    private static string Id(DriverPipelines.Pipeline pipeline, StageInfo stage) => string.Create(CultureInfo.InvariantCulture, $"{pipeline.Name}_{stage.Order}");

    private static string UndoId(DriverPipelines.Pipeline pipeline, StageInfo stage) => $"{Id(pipeline, stage)}_undo";

    private static string Times(int count) => count == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{count} times");

    /// <summary>A text in quotes may hold anything but a quote, which has a name.</summary>
    private static string Quote(string text) => $"\"{text.Replace("\"", "#quot;", StringComparison.Ordinal)}\"";
}
