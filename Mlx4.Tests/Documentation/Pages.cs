using System.Text.RegularExpressions;

namespace Mlx4.Tests.Documentation;

/// <summary>The pages of the repository: those at its root, all of docs, and what two packages say of themselves in whole programs.</summary>
internal static partial class Pages
{
    /// <summary>Their paths from the root.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. new[] { "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Mlx4.Hosting/README.md", "Mlx4.Telemetry/README.md" },
        .. Directory.EnumerateFiles(Path.Combine(Example.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Example.Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The blocks of a kind on all pages: the page and the line of each.</summary>
    public static TheoryData<string, int> Blocks(string kind)
    {
        TheoryData<string, int> rows = [];
        foreach (Example block in All.SelectMany(Example.Of).Where(block => block.Kind == kind))
        {
            rows.Add(block.Page, block.Line);
        }
        return rows;
    }

    /// <summary>A page's text.</summary>
    public static string Text(string page) => File.ReadAllText(Path.Combine(Example.Root, page)).ReplaceLineEndings("\n");

    /// <summary>A page without its blocks of code.</summary>
    public static string Prose(string page) => Block().Replace(Text(page), "");

    /// <summary>What links of a page lead to, as they are written.</summary>
    public static IEnumerable<string> Links(string page) => Link().Matches(InlineCode().Replace(Prose(page), "")).Select(match => match.Groups[1].Value);

    /// <summary>The anchors of a page: its headings, as GitHub names them.</summary>
    public static IReadOnlySet<string> Anchors(string page)
    {
        HashSet<string> anchors = [];
        foreach (Match heading in Heading().Matches(Prose(page)))
        {
            string anchor = NotInAnchor().Replace(LinkText().Replace(heading.Groups[1].Value, "$1").ToLowerInvariant(), "").Replace(' ', '-');
            string unique = anchor;
            for (int i = 1; !anchors.Add(unique); i++)
            {
                unique = $"{anchor}-{i}";
            }
        }
        return anchors;
    }

    [GeneratedRegex("^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("`[^`\n]*`(?!\\])")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();
}
