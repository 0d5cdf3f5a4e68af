using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Mlx4.Sample.Commands;

/// <summary>What the texts of all faults have in common: <c>WHAT[#N][=HOW]</c>.</summary>
internal static class FaultText
{
    /// <summary>Reads one of them.</summary>
    internal delegate bool Parser<T>(string text, [NotNullWhen(true)] out T? fault, [NotNullWhen(false)] out string? problem);

    /// <summary>Reads all values of an option; what is wrong with one becomes an error of the command line.</summary>
    public static T[] ParseAll<T>(ArgumentResult result, Parser<T> parser)
    {
        List<T> faults = [];
        foreach (string text in result.Tokens.Select(token => token.Value))
        {
            if (parser(text, out T? fault, out string? problem))
            {
                faults.Add(fault);
            }
            else
            {
                result.AddError(problem);
            }
        }
        return [.. faults];
    }

    /// <summary>Splits a text at the first separator, if there is one.</summary>
    public static (string Before, string? After) Split(string text, char separator)
    {
        int at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }

    /// <summary>Reads what is behind the <c>#</c>: a count from 1 on, which is also what nothing means.</summary>
    public static bool TryParseOccurrence(string? text, out int occurrence)
    {
        occurrence = 1;
        return text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out occurrence) && occurrence >= 1);
    }
}
