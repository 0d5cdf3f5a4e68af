using Mlx4.Diagrams.Model;

namespace Mlx4.Diagrams.Svg;

/// <summary>What stands in a box, or beside one: a name, and below it the signs with their words.</summary>
internal sealed class SvgCell
{
    private const double NameHeight = 18;
    private const double SignHeight = 17;
    private const double Padding = 9;

    /// <summary>The widths of a letter, a little more than in the widest fonts that are likely.</summary>
    private const double NameLetter = 8;
    private const double WordLetter = 6.9;

    private readonly IReadOnlyList<string> _name;
    private readonly IReadOnlyList<(Sign? Sign, string Text)> _lines;

    /// <summary>Makes the content of a cell.</summary>
    /// <param name="name">The name; empty for none.</param>
    /// <param name="signs">The signs.</param>
    /// <param name="width">How much room there is.</param>
    public SvgCell(string name, IEnumerable<(Sign Sign, string Text)> signs, double width)
    {
        _name = name.Length == 0 ? [] : Wrap.Name(Markup.Clean(name), (int)(width / NameLetter));
        _lines = [.. signs.SelectMany(pair => Wrap.Words(Markup.Clean(pair.Text), (int)((width - 20) / WordLetter)).Select((line, index) => (index == 0 ? pair.Sign : null, line)))];
    }

    /// <summary>How high a box around it is.</summary>
    public double Height => (_name.Count * NameHeight) + (_lines.Count * SignHeight) + (2 * Padding);

    /// <summary>Draws it in a box whose top is given.</summary>
    public void Draw(SvgCanvas canvas, double x, double top)
    {
        double y = top + Padding;
        foreach (string line in _name)
        {
            canvas.Text("name", x, y + 13, line);
            y += NameHeight;
        }
        foreach ((Sign? sign, string text) in _lines)
        {
            if (sign is not null)
            {
                canvas.Sign(sign, x, y + 1);
            }
            canvas.Text("word", x + 20, y + 12, text);
            y += SignHeight;
        }
    }
}
