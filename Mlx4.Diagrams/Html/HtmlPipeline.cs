using System.Globalization;
using System.Text;
using Mlx4.Diagrams.Model;
using Mlx4.Runtime;

namespace Mlx4.Diagrams.Html;

/// <summary>A pipeline's rows: a stage, the lines beside it, its cleanup, and the pipeline that it loads, folded.</summary>
internal sealed class HtmlPipeline
{
    private readonly PipelineDrawing _pipeline;
    private readonly IReadOnlyDictionary<string, int> _indexes;
    private readonly Chart _chart;
    private readonly StringBuilder _html = new();

    private HtmlPipeline(PipelineDrawing pipeline, IReadOnlyDictionary<string, int> indexes)
    {
        _pipeline = pipeline;
        _indexes = indexes;
        _chart = new Chart(pipeline);
    }

    public static string Of(PipelineDrawing pipeline, IReadOnlyDictionary<string, int> indexes) => new HtmlPipeline(pipeline, indexes).Write();

    private string Write()
    {
        Append($"<div class=\"pipeline\" data-pipeline=\"{_indexes[_pipeline.Name]}\" style=\"--restarts:{Lanes(_chart.Restarts)};--failures:{Lanes(_chart.Failures)}\">\n");
        WriteEnds(_pipeline.Stages[0].Pipeline, Words.NotLoaded, Lines(_chart.Failures, -1), "top");
        Append($"<ol class=\"rows\">\n");
        for (int i = 0; i < _chart.Rows.Count; i++)
        {
            WriteRow(i);
        }
        Append($"</ol>\n");
        WriteEnds(Words.Loaded, "unload", "", "bottom");
        Append($"</div>\n");
        return _html.ToString();
    }

    private void WriteEnds(string left, string right, string lines, string place) => Append(
        $"""
        <div class="row ends {place}"><span class="restarts"></span><span class="cell"><span class="end">{Markup.Escape(left)}</span></span><span class="gutter" aria-hidden="true">{lines}</span><span class="cell"><span class="end">{right}</span></span></div>

        """);

    private void WriteRow(int index)
    {
        ChartRow row = _chart.Rows[index];
        StageInfo? stage = row.Stage < 0 ? null : _pipeline.Stages[row.Stage];
        string beside = _chart.Beside.Contains(index) ? "<i class=\"fail beside\"></i>" : "";
        Append($"<li class=\"row\">");
        Append($"<span class=\"restarts\" aria-hidden=\"true\">{Lines(_chart.Restarts, index)}</span>");
        Append($"<span class=\"cell\">{(stage is null ? "" : Stage(row.Stage, stage))}</span>");
        Append($"<span class=\"gutter\" aria-hidden=\"true\">{Lines(_chart.Failures, index)}{beside}</span>");
        Append($"<span class=\"cell\">{Cleanup(row, stage)}</span>");
        if (stage is not null && _pipeline.Nested.TryGetValue(stage.Name, out PipelineDrawing? nested))
        {
            Append($"<span class=\"restarts below\" aria-hidden=\"true\">{Below(_chart.Restarts, index)}</span><span class=\"gutter below\" aria-hidden=\"true\">{Below(_chart.Failures, index)}</span>");
            Append($"<details data-nested=\"{_indexes[nested.Name]}\"><summary>{HtmlLegend.Of(Sign.Nested)}<span>{Name(nested.Name)}, {Words.Stages(nested.Stages.Count)}</span></summary></details>");
        }
        Append($"</li>\n");
    }

    private string Stage(int index, StageInfo stage)
    {
        string kinds = (stage.Optional ? " optional" : "") + (stage.ForEach is null ? "" : " loop") + (_pipeline.Nested.ContainsKey(stage.Name) ? " nesting" : "");
        string signs = string.Concat(Sign.Of(_pipeline, stage).Where(pair => pair.Sign != Sign.Nested).Select(Line));
        return $"""
            <button type="button" class="stage{kinds}" data-stage="{N(index)}" aria-pressed="false"><span class="order">{N(stage.Order)}</span><span class="name">{Name(stage.Name)}</span>{signs}<span class="mark"></span></button>
            """;
    }

    private string Cleanup(ChartRow row, StageInfo? stage)
    {
        if (row.Rung >= 0)
        {
            StageInfo rung = _pipeline.Stages[row.Rung];
            return $"""
                <span class="undo{(rung.Transient ? " transient" : "")}" data-rung="{N(row.Rung)}"><span class="name">{Name(rung.Cleanup!)}</span>{string.Concat(Sign.OfCleanup(_pipeline, rung).Select(Line))}<span class="mark"></span></span>
                """;
        }
        return stage is null ? "" : $"<span class=\"instead\">{Line(Sign.InsteadOfCleanup(_pipeline, stage))}</span>";
    }

    private static string Line((Sign Sign, string Text) pair) => $"<span class=\"word\">{HtmlLegend.Of(pair.Sign)}<span>{Wrapped(pair.Text)}</span></span>";

    /// <summary>A name that may be broken where a reader would.</summary>
    private static string Name(string name) => string.Join("<wbr>", Wrap.Parts(Markup.Clean(name)).Select(Markup.Escape));

    /// <summary>Words that go to the next line whole if they can.</summary>
    private static string Wrapped(string text) =>
        string.Join(' ', Markup.Clean(text).Split(' ').Select(word => Wrap.Parts(word).Skip(1).Any() ? $"<span class=\"whole\">{Name(word)}</span>" : Markup.Escape(word)));

    /// <summary>The parts of lines beside a row.</summary>
    private static string Lines(IReadOnlyList<ChartEdge> edges, int row)
    {
        StringBuilder lines = new();
        foreach (IGrouping<(int To, int Lane), ChartEdge> target in edges.GroupBy(edge => (edge.To, edge.Lane)))
        {
            int farthest = target.Max(edge => edge.From);
            string style = $"style=\"--lane:{N(target.Key.Lane)}\"";
            if (target.Key.To == row && farthest == row)
            {
                lines.Append($"<i class=\"self\" {style}></i>");
                continue;
            }
            if (target.Key.To == row)
            {
                lines.Append($"<i class=\"to\" {style}></i>");
            }
            if (target.Key.To < row && farthest > row)
            {
                lines.Append($"<i class=\"past\" {style}></i>");
            }
            if (target.Any(edge => edge.From == row))
            {
                lines.Append($"<i class=\"from\" {style}></i>");
            }
        }
        return lines.ToString();
    }

    /// <summary>The parts of lines that go on below a row, beside the pipeline that is nested there.</summary>
    private static string Below(IReadOnlyList<ChartEdge> edges, int row) => string.Concat(edges
        .Where(edge => edge.To <= row && edge.From > row).Select(edge => edge.Lane).Distinct()
        .Select(lane => $"<i class=\"past\" style=\"--lane:{N(lane)}\"></i>"));

    private static string Lanes(IReadOnlyList<ChartEdge> edges) => N(edges.Count == 0 ? 0 : edges.Max(edge => edge.Lane) + 1);

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Append(FormattableString text) => _html.Append(text.ToString(CultureInfo.InvariantCulture));
}
