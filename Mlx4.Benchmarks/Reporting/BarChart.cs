using System.Globalization;
using System.Security;
using System.Text;

namespace Mlx4.Benchmarks.Reporting;

/// <summary>
/// Bars of ratios as SVG. The scale is logarithmic, and bars begin at 1: half is as long to the left as twice is to the right. The colours follow the reader's
/// choice of light or dark; ours have bold names too.
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
    private const int TitleHeight = 54;

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
              .mine { font-weight: 600; } .tick { font-size: 11px; text-anchor: middle; }
              .bar { fill: #9aa4b0; } .ours { fill: #0969da; } .grid { stroke: #d1d9e0; } .one { stroke: #59636e; }
              @media (prefers-color-scheme: dark) {
                svg { color: #e6edf3; } .back { fill: #0d1117; } .bar { fill: #6e7681; } .ours { fill: #4493f8; } .grid { stroke: #30363d; } .one { stroke: #9198a1; }
              }
            </style>

            """);
        Line(text, $"""<rect class="back" width="{Width}" height="{height}"/>""");
        Line(text, $"""<text class="head title" x="{Margin}" y="{Margin + 10}">{Escape(title)}</text>""");
        for (int power = (int)Math.Ceiling(low); power <= high; power++)
        {
            double x = X(Math.Pow(2, power));
            Line(text, $"""<text class="tick" x="{x:0.#}" y="{TitleHeight - 8}">{(power < 0 ? "1/" : "")}{Math.Pow(2, Math.Abs(power))}</text>""");
            Line(text, $"""<line class="{(power == 0 ? "one" : "grid")}" x1="{x:0.#}" x2="{x:0.#}" y1="{TitleHeight}" y2="{height - Margin}"/>""");
        }
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
        Line(text, $"</svg>");
        return text.ToString();

        double X(double value) => Margin + LabelWidth + (PlotWidth * (Math.Log2(value) - low) / (high - low));
    }

    private static void AppendBar(StringBuilder text, string name, double value, bool isOurs, int y, Func<double, double> x)
    {
        int middle = y + (RowHeight / 2);
        Line(text, $"""<text{(isOurs ? " class=\"mine\"" : "")} x="{Margin + LabelWidth - 8}" y="{middle + 4}" text-anchor="end">{Escape(name)}</text>""");
        if (!IsDrawn(value))
        {
            Line(text, $"""<text x="{x(1) + 5:0.#}" y="{middle + 4}">–</text>""");
            return;
        }
        double left = Math.Min(x(value), x(1));
        double right = Math.Max(x(value), x(1));
        Line(text, $"""<rect class="{(isOurs ? "bar ours" : "bar")}" x="{left:0.#}" y="{middle - (BarHeight / 2)}" width="{Math.Max(right - left, 1):0.#}" height="{BarHeight}"/>""");
        Line(text, $"""<text{(isOurs ? " class=\"mine\"" : "")} x="{right + 5:0.#}" y="{middle + 4}">{Figures.Ratio(value)}</text>""");
    }

    private static bool IsDrawn(double value) => double.IsFinite(value) && value > 0;

    private static string Escape(string text) => SecurityElement.Escape(text);

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
