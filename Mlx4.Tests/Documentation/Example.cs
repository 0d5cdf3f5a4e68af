using System.Runtime.CompilerServices;

namespace Mlx4.Tests.Documentation;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page's path from the root of the repository.</param>
/// <param name="Line">The line on which it begins.</param>
/// <param name="Kind">What stands after the fence: the language, and what the block is.</param>
/// <param name="Text">The text.</param>
internal sealed record Example(string Page, int Line, string Kind, string Text)
{
    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    /// <summary>The blocks of a page, in order.</summary>
    public static IReadOnlyList<Example> Of(string page)
    {
        List<Example> examples = [];
        string[] lines = File.ReadAllLines(Path.Combine(Root, page));
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                int end = Array.IndexOf(lines, "```", i + 1);
                examples.Add(new Example(page, i + 1, lines[i][3..], string.Join('\n', lines[(i + 1)..end])));
                i = end;
            }
        }
        return examples;
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
