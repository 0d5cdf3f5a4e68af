using System.Globalization;
using System.Text;
using Mlx4.Diagrams.Model;
using Mlx4.Runtime;

namespace Mlx4.Diagrams;

/// <summary>
/// Pipelines as a flowchart of Mermaid's. One alone is shown with its ladder: the stages lead to what is loaded, the cleanups back; a failure
/// enters the ladder below the stage, an unload at its top. Several are subgraphs, each stage with its cleanup, and lead to those that they load.
/// </summary>
internal sealed class MermaidText
{
    private const string Indent = "    ";

    private readonly PipelineDrawing _pipeline;
    private readonly string _id;

    private MermaidText(PipelineDrawing pipeline, int index)
    {
        _pipeline = pipeline;
        // What is no plain name has a number instead; so has the word that ends a subgraph.
        bool isPlain = pipeline.Name.All(char.IsAsciiLetterOrDigit) && char.IsAsciiLetter(pipeline.Name[0]) && !pipeline.Name.Equals("end", StringComparison.OrdinalIgnoreCase);
        _id = isPlain ? pipeline.Name : string.Create(CultureInfo.InvariantCulture, $"pipeline_{index + 1}");
    }

    private string Title => _id == _pipeline.Name ? _id : $"{_id}[{Quote([_pipeline.Name])}]";

    public static string Of(IReadOnlyList<PipelineDrawing> pipelines)
    {
        Dictionary<string, MermaidText> texts = pipelines.Select((pipeline, index) => new MermaidText(pipeline, index)).ToDictionary(text => text._pipeline.Name);
        StringBuilder output = new("flowchart TB\n");
        foreach (MermaidText text in texts.Values)
        {
            output.Append($"{Indent}subgraph {text.Title}\n");
            foreach (string line in pipelines.Count == 1 ? text.WithLadder() : text.Stages())
            {
                output.Append($"{Indent}{Indent}{line}\n");
            }
            output.Append($"{Indent}end\n");
        }
        foreach (MermaidText text in texts.Values)
        {
            foreach (StageInfo stage in text._pipeline.Stages)
            {
                if (text._pipeline.Nested.TryGetValue(stage.Name, out PipelineDrawing? nested) && texts.TryGetValue(nested.Name, out MermaidText? loaded))
                {
                    output.Append($"{Indent}{text.Id(stage)} ==> {loaded._id}\n");
                }
            }
        }
        return output.ToString();
    }

    private IEnumerable<string> Stages() =>
    [
        .. _pipeline.Stages.Select(stage => Node(stage, [.. Text(stage), .. stage.Cleanup is null ? Array.Empty<string>() : [$"undone by {stage.Cleanup}"]])),
        string.Join(" --> ", _pipeline.Stages.Select(Id)),
        .. Restarts(),
    ];

    private IEnumerable<string> WithLadder()
    {
        IReadOnlyList<StageInfo> rungs = [.. _pipeline.Ladder.Rungs.Select(rung => _pipeline.Stages[rung])];
        string loaded = $"{_id}_loaded";
        string unloaded = $"{_id}_unloaded";
        return
        [
            .. _pipeline.Stages.Select(stage => Node(stage, Text(stage))),
            $"{loaded}([{Words.Loaded}])",
            string.Join(" --> ", [.. _pipeline.Stages.Select(Id), loaded]),
            .. Restarts(),
            .. rungs.Select(stage => $"{UndoId(stage)}[/{Quote(stage.Transient ? [stage.Cleanup!, Words.Transient] : [stage.Cleanup!])}/]"),
            $"{unloaded}([{Words.NotLoaded}])",
            string.Join(" --> ", [loaded, .. rungs.Select(UndoId), unloaded]),
            .. _pipeline.Stages.Select((stage, index) => (stage, index)).Where(pair => !pair.stage.Optional).Select(pair =>
                $"{Id(pair.stage)} -. fails .-> {(_pipeline.Ladder.EntryOf(pair.index) is int entry ? UndoId(_pipeline.Stages[entry]) : unloaded)}"),
        ];
    }

    private IEnumerable<string> Restarts() =>
        from stage in _pipeline.Stages
        where stage.RestartOn is not null
        select $"{Id(stage)} -- {Quote([Words.Again(stage)])} --> {Id(_pipeline.Stages[_pipeline.Ladder.IndexOf(stage.RestartFrom!)])}";

    private string Node(StageInfo stage, IEnumerable<string> text) =>
        Id(stage) + (_pipeline.Nested.ContainsKey(stage.Name) ? $"[[{Quote(text)}]]" : $"[{Quote(text)}]");

    private static IEnumerable<string> Text(StageInfo stage)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"{stage.Order} {stage.Name}");
        if (stage.ForEach is not null)
        {
            yield return Words.ForEach(stage);
        }
        if (stage.When is not null)
        {
            yield return Words.When(stage);
        }
        if (stage.Optional)
        {
            yield return Words.Optional;
        }
    }

    private string Id(StageInfo stage) => string.Create(CultureInfo.InvariantCulture, $"{_id}_{stage.Order}").Replace('-', 'n');

    private string UndoId(StageInfo stage) => $"{Id(stage)}_undo";

    /// <summary>A text in quotes may hold anything but what Mermaid, or the HTML that it becomes, reads as something else.</summary>
    private static string Quote(IEnumerable<string> lines) => $"\"{string.Join("<br/>", lines.Select(Escape))}\"";

    private static string Escape(string line)
    {
        StringBuilder text = new();
        foreach (char letter in Markup.Clean(line))
        {
            text.Append(letter switch
            {
                '#' => "#35;",
                '"' => "#quot;",
                '<' => "#lt;",
                '>' => "#gt;",
                '&' => "#amp;",
                '`' => "#96;",
                _ => letter.ToString(),
            });
        }
        return text.ToString();
    }
}
