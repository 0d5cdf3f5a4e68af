using System.Globalization;
using System.Text;

namespace Mlx4.Diagrams.Svg;

/// <summary>Elements of an image, one a line. Coordinates are rounded to halves, so that lines are sharp and texts the same everywhere.</summary>
internal sealed class SvgCanvas
{
    /// <summary>The radius of a line's corners.</summary>
    private const double Corner = 6;

    private readonly StringBuilder _text = new();

    public void Open(string element, string attributes = "") => _text.Append(CultureInfo.InvariantCulture, $"<{element}{(attributes.Length == 0 ? "" : " ")}{attributes}>\n");

    public void Close(string element) => _text.Append(CultureInfo.InvariantCulture, $"</{element}>\n");

    public void Element(string element, string content) => _text.Append(CultureInfo.InvariantCulture, $"<{element}>{Markup.Escape(content)}</{element}>\n");

    public void Raw(string markup) => _text.Append(markup);

    public void Box(string style, double x, double y, double width, double height, double radius = 5) =>
        Line($"<rect class=\"{style}\" x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\" rx=\"{N(radius)}\"/>");

    public void Text(string style, double x, double y, string text) =>
        Line($"<text class=\"{style}\" x=\"{N(x)}\" y=\"{N(y)}\">{Markup.Escape(text)}</text>");

    public void Sign(Sign sign, double x, double y) =>
        Line($"<path class=\"sign {sign.Name}\" transform=\"translate({N(x)} {N(y)})\" d=\"{sign.Path}\"/>");

    /// <summary>A line through points, with round corners, and an arrow at its end.</summary>
    public void Arrow(string style, params ReadOnlySpan<(double X, double Y)> points)
    {
        Path(style, points);
        (double x, double y) = points[^1];
        (double fromX, double fromY) = points[^2];
        (int right, int down) = (Math.Sign(x - fromX), Math.Sign(y - fromY));
        Line($"<path class=\"tip {style}\" d=\"M{N(x)} {N(y)}L{N(x - (7 * right) - (4 * down))} {N(y - (7 * down) - (4 * right))}L{N(x - (7 * right) + (4 * down))} {N(y - (7 * down) + (4 * right))}Z\"/>");
    }

    /// <summary>A line through points, with round corners.</summary>
    public void Path(string style, params ReadOnlySpan<(double X, double Y)> points)
    {
        StringBuilder path = new();
        path.Append(CultureInfo.InvariantCulture, $"M{N(points[0].X)} {N(points[0].Y)}");
        for (int i = 1; i < points.Length - 1; i++)
        {
            (double x, double y) = points[i];
            (double startX, double startY) = Towards(points[i], points[i - 1]);
            (double endX, double endY) = Towards(points[i], points[i + 1]);
            path.Append(CultureInfo.InvariantCulture, $"L{N(startX)} {N(startY)}Q{N(x)} {N(y)} {N(endX)} {N(endY)}");
        }
        path.Append(CultureInfo.InvariantCulture, $"L{N(points[^1].X)} {N(points[^1].Y)}");
        Line($"<path class=\"line {style}\" d=\"{path}\"/>");
    }

    public override string ToString() => _text.ToString();

    private static (double X, double Y) Towards((double X, double Y) corner, (double X, double Y) other)
    {
        double distance = Math.Abs(other.X - corner.X) + Math.Abs(other.Y - corner.Y);
        double part = distance == 0 ? 0 : Math.Min(Corner, distance / 2) / distance;
        return (corner.X + ((other.X - corner.X) * part), corner.Y + ((other.Y - corner.Y) * part));
    }

    private static string N(double number) => (Math.Round(number * 2, MidpointRounding.AwayFromZero) / 2).ToString("0.#", CultureInfo.InvariantCulture);

    private void Line(string line) => _text.Append(line).Append('\n');
}
