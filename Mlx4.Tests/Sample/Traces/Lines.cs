namespace Mlx4.Tests.Sample.Traces;

/// <summary>Changes to the lines of a trace.</summary>
internal static class Lines
{
    /// <summary>Whether a line is a call of a function.</summary>
    public static bool IsOf(string line, string function) => line.StartsWith(function + "(", StringComparison.Ordinal);

    /// <summary>Reverses the order of blocks that follow each other. A block begins with a line, and ends before the next one, the last with its last line.</summary>
    public static IEnumerable<string> ReverseBlocks(IReadOnlyList<string> lines, string begin, Func<string, bool> isLast)
    {
        int first = lines.ToList().IndexOf(begin);
        if (first < 0)
        {
            return lines;
        }
        int end = lines.ToList().FindLastIndex(line => line == begin || isLast(line)) + 1;
        List<List<string>> blocks = [];
        foreach (string line in lines.Take(end).Skip(first))
        {
            if (line == begin)
            {
                blocks.Add([]);
            }
            blocks[^1].Add(line);
        }
        blocks.Reverse();
        return [.. lines.Take(first), .. blocks.SelectMany(block => block), .. lines.Skip(end)];
    }

    /// <summary>Reverses the order of lines of a kind that follow each other.</summary>
    public static IEnumerable<string> ReverseBlocks(IReadOnlyList<string> lines, Func<string, bool> isOfKind)
    {
        List<string> run = [];
        foreach (string line in lines)
        {
            if (isOfKind(line))
            {
                run.Insert(0, line);
                continue;
            }
            foreach (string reversed in run)
            {
                yield return reversed;
            }
            run.Clear();
            yield return line;
        }
        foreach (string reversed in run)
        {
            yield return reversed;
        }
    }

    /// <summary>Moves a line before another one, if both are there.</summary>
    public static IEnumerable<string> Move(IReadOnlyList<string> lines, string moved, string before) =>
        lines.Contains(moved) && lines.Contains(before)
            ? lines.Where(line => line != moved).SelectMany(line => line == before ? [moved, line] : new[] { line })
            : lines;

    /// <summary>Lets the last call of a function that was entered be followed by another one with the same argument.</summary>
    public static IEnumerable<string> After(IReadOnlyList<string> lines, string entered, string last, string follower)
    {
        bool isInside = false;
        foreach (string line in lines)
        {
            yield return line;
            isInside |= line == entered;
            if (isInside && IsOf(line, last))
            {
                yield return line.Replace(last, follower, StringComparison.Ordinal);
                isInside = false;
            }
        }
    }

    /// <summary>Replaces lines that follow each other.</summary>
    public static IEnumerable<string> Replace(IReadOnlyList<string> lines, IReadOnlyList<string> old, IReadOnlyList<string> replacement)
    {
        for (int i = 0; i < lines.Count; i++)
        {
            bool matches = lines.Skip(i).Take(old.Count).SequenceEqual(old);
            foreach (string line in matches ? replacement : [lines[i]])
            {
                yield return line;
            }
            i += matches ? old.Count - 1 : 0;
        }
    }
}
