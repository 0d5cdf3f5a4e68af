using System.Globalization;
using System.Security;
using System.Text;

namespace Mlx4.Benchmarks.Reporting;

/// <summary>
/// Bars of ratios as SVG. The scale is logarithmic, with a line at 1, so that half and twice look alike; the colours follow the reader's
/// choice of light or dark.
/// </summary>
/// <param name="title">What is compared, and what 1 is.</param>
internal sealed class BarChart(string title)
{
    private const int Width = 860;
    private const int LabelWidth = 300;
    private const int ValueWidth = 60;
    private const int RowHeight = 20;
    private const int BarHeight = 13;
    private const int GroupHeight = 30;
    private const int Margin = 12;
    private const int TitleHeight = 34;

    /// <summary>The space of the bars.</summary>
    private const int PlotWidth = Width - LabelWidth - ValueWidth - (2 * Margin);

    private readonly List<(string Label, List<(string Label, double Value, bool IsOurs)> Bars)> _groups = [];

    /// <summary>Begins a group of bars.</summary>
    public void AddGroup(string label) => _groups.Add((label, []));

    /// <summary>Adds a bar to the group that was begun last. A value that is no positive number has no bar.</summary>
    public void Add(string label, double value, bool isOurs = false) => _groups[^1].Bars.Add((label, value, isOurs));

    /// <summary>The image.</summary>
    public override string ToString()
    {
        double[] values = [.. _groups.SelectMany(group => group.Bars).Select(bar => bar.Value).Where(IsDrawn).Append(1)];
        // Half a step beyond the smallest and the largest, so that no bar has a length of nothing.
        double low = Math.Log2(values.Min()) - 0.5;
        double high = Math.Log2(values.Max()) + 0.5;
        int height = TitleHeight + _groups.Sum(group => GroupHeight + (group.Bars.Count * RowHeight)) + Margin;

        StringBuilder text = new();
        Line(text, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" width="{Width}" height="{height}" role="img">""");
        Line(text, $"<title>{Escape(title)}</title>");
        text.Append("""
            <style>
              svg { color: #1f2328; font: 12px system-ui, sans-serif; } .back { fill: #ffffff; }
              text { fill: currentColor; } .head { font-weight: 600; } .group { font-weight: 600; font-size: 12px; } .title { font-size: 14px; }
              .bar { fill: #9aa4b0; } .ours { fill: #0969da; } .one { stroke: #cf222e; stroke-width: 1; stroke-dasharray: 4 3; }
              @media (prefers-color-scheme: dark) {
                svg { color: #e6edf3; } .back { fill: #0d1117; } .bar { fill: #6e7681; } .ours { fill: #4493f8; } .one { stroke: #ff7b72; }
              }
            </style>

            """);
        Line(text, $"""<rect class="back" width="{Width}" height="{height}"/>""");
        Line(text, $"""<text class="head title" x="{Margin}" y="{TitleHeight - 12}">{Escape(title)}</text>""");
        int y = TitleHeight;
        foreach ((string label, List<(string Label, double Value, bool IsOurs)> bars) in _groups)
        {
            Line(text, $"""<text class="group" x="{Margin}" y="{y + GroupHeight - 9}">{Escape(label)}</text>""");
            y += GroupHeight;
            foreach ((string name, double value, bool isOurs) in bars)
            {
                AppendBar(text, name, value, isOurs, y, X);
                y += RowHeight;
            }
        }
        Line(text, $"""<line class="one" x1="{X(1):0.#}" x2="{X(1):0.#}" y1="{TitleHeight}" y2="{height - Margin}"/>""");
        Line(text, $"</svg>");
        return text.ToString();

        double X(double value) => Margin + LabelWidth + (PlotWidth * (Math.Log2(value) - low) / (high - low));
    }

    private static void AppendBar(StringBuilder text, string name, double value, bool isOurs, int y, Func<double, double> x)
    {
        int middle = y + (RowHeight / 2);
        Line(text, $"""<text x="{Margin + LabelWidth - 8}" y="{middle + 4}" text-anchor="end">{Escape(name)}</text>""");
        if (!IsDrawn(value))
        {
            Line(text, $"""<text x="{Margin + LabelWidth}" y="{middle + 4}">–</text>""");
            return;
        }
        double end = x(value);
        Line(text, $"""<rect class="{(isOurs ? "bar ours" : "bar")}" x="{Margin + LabelWidth}" y="{middle - (BarHeight / 2)}" width="{end - Margin - LabelWidth:0.#}" height="{BarHeight}"/>""");
        Line(text, $"""<text x="{end + 5:0.#}" y="{middle + 4}">{Figures.Ratio(value)}</text>""");
    }

    private static bool IsDrawn(double value) => double.IsFinite(value) && value > 0;

    private static string Escape(string text) => SecurityElement.Escape(text);

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
