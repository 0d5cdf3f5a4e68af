using System.Globalization;
using System.Text;

namespace Mlx4.Generators.Emit;

/// <summary>User text inside generated text.</summary>
internal static class Text
{
    /// <summary>A string literal.</summary>
    public static string Literal(string value)
    {
        if (IsPlain(value))
        {
            return $"\"{value}\"";
        }
        StringBuilder literal = new("\"");
        foreach (char c in value)
        {
            if (c is '"' or '\\')
            {
                literal.Append('\\').Append(c);
            }
            else if (IsLineSafe(c))
            {
                literal.Append(c);
            }
            else
            {
                literal.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
        }
        return literal.Append('"').ToString();
    }

    /// <summary>Text on one line of a comment.</summary>
    public static string Comment(string value)
    {
        if (IsPlain(value))
        {
            return value.Trim();
        }
        StringBuilder comment = new(value.Length);
        foreach (char c in value)
        {
            comment.Append(IsLineSafe(c) ? c : ' ');
        }
        return comment.ToString().Trim();
    }

    /// <summary>Text in an XML documentation comment.</summary>
    public static string Xml(string value) => Comment(value).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>An identifier without the @ that a keyword has in code.</summary>
    public static string Bare(string identifier) => identifier is ['@', ..] ? identifier.TrimStart('@') : identifier;

    /// <summary>A number.</summary>
    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether a text can stand in a literal and in a comment as it is, as good as all can.</summary>
    private static bool IsPlain(string value)
    {
        foreach (char c in value)
        {
            if (c is '"' or '\\' || !IsLineSafe(c))
            {
                return false;
            }
        }
        return true;
    }

    private static bool IsLineSafe(char c) => !char.IsControl(c) && !char.IsSurrogate(c) && c is not ('\u2028' or '\u2029' or '\u0085');
}
