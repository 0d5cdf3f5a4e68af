using System.Security;
using System.Text;

namespace Mlx4.Diagrams;

/// <summary>Texts of users within markup.</summary>
internal static class Markup
{
    /// <summary>The text on one line, without what XML cannot hold.</summary>
    public static string Clean(string text)
    {
        StringBuilder clean = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            clean.Append(rune.Value is '\r' or '\n' or '\t' ? " " : Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF ? "\uFFFD" : rune.ToString());
        }
        return clean.ToString();
    }

    /// <summary>The text within an element or an attribute, of XML or HTML.</summary>
    public static string Escape(string text) => SecurityElement.Escape(Clean(text));
}
