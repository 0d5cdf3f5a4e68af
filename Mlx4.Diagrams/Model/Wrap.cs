namespace Mlx4.Diagrams.Model;

/// <summary>Breaks texts into lines of so many letters.</summary>
internal static class Wrap
{
    /// <summary>Breaks between words; a word that is too long within itself.</summary>
    public static IReadOnlyList<string> Words(string text, int width) =>
        Fill(text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Name(word, width).Select((part, index) => (part, index == 0))), width);

    /// <summary>Breaks a name before capital letters and after dots and underscores; where there are none, anywhere.</summary>
    public static IReadOnlyList<string> Name(string name, int width) => Fill(Parts(name, width).Select(part => (part, false)), width);

    /// <summary>The parts of a name between which it may be broken.</summary>
    /// <param name="name">The name.</param>
    /// <param name="width">The most letters of a part.</param>
    public static IEnumerable<string> Parts(string name, int width = int.MaxValue)
    {
        int start = 0;
        for (int i = 1; i <= name.Length; i++)
        {
            // No letter is left alone at the end, as that of MsiX would be.
            bool isEnd = i == name.Length || (i + 1 < name.Length && ((char.IsUpper(name[i]) && !char.IsUpper(name[i - 1])) || name[i - 1] is '.' or '_'));
            bool isPair = i < name.Length && char.IsLowSurrogate(name[i]);
            if ((isEnd || i - start >= width) && !isPair)
            {
                yield return name[start..i];
                start = i;
            }
        }
    }

    private static List<string> Fill(IEnumerable<(string Text, bool IsWord)> parts, int width)
    {
        List<string> lines = [];
        foreach ((string text, bool isWord) in parts)
        {
            string gap = isWord ? " " : "";
            if (lines.Count > 0 && lines[^1].Length + gap.Length + text.Length <= width)
            {
                lines[^1] += gap + text;
            }
            else
            {
                lines.Add(text);
            }
        }
        return lines;
    }
}
