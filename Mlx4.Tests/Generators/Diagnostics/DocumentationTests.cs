using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Mlx4.Generators;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>Every rule has a page, a row in the index and a row in the release notes, all of one wording, and the pages' code does what they say.</summary>
public class DocumentationTests
{
    private static readonly string Root = FindRoot();

    private static readonly string Pages = Path.Combine(Root, "docs", "diagnostics");

    private static ImmutableArray<DiagnosticDescriptor> Rules { get; } =
        [.. Build.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).OrderBy(rule => rule.Id, StringComparer.Ordinal)];

    public static TheoryData<string> Ids => [.. Rules.Select(rule => rule.Id)];

    private static DiagnosticDescriptor Rule(string id) => Assert.Single(Rules, rule => rule.Id == id);

    private static string Title(DiagnosticDescriptor rule) => rule.Title.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Page(string name) => File.ReadAllText(Path.Combine(Pages, name)).ReplaceLineEndings("\n");

    [Fact]
    public void Each_rule_has_a_number_of_its_own() => Assert.Equal(Rules.Length, Rules.Select(rule => rule.Id).Distinct().Count());

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_is_of_the_category_and_links_to_its_page(string id)
    {
        DiagnosticDescriptor rule = Rule(id);
        Assert.Equal("Mlx4.InitPipeline", rule.Category);
        Assert.True(rule.IsEnabledByDefault);
        Assert.Equal($"{DiagnosticDescriptors.HelpLinkBase}{id}.md", rule.HelpLinkUri);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_begins_with_the_title_and_the_severity(string id)
    {
        DiagnosticDescriptor rule = Rule(id);
        Assert.StartsWith($"# {id}: {Title(rule)}\n\nSeverity: {Severity(rule)}\n", Page(id + ".md"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_has_its_parts(string id) => Assert.Equal(
        ["Why it matters", "Bad", "Good", "How to silence it"],
        Regex.Matches(Page(id + ".md"), "^## (.*)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value));

    [Fact]
    public void The_index_lists_the_rules_and_nothing_else() => Assert.Equal(
        Rules.Select(rule => $"| [{rule.Id}]({rule.Id}.md) | {Severity(rule)} | {Title(rule)} |"),
        Page("README.md").Split('\n').Where(line => IsRowOf(line, "| [MLX")));

    [Fact]
    public void The_release_notes_list_the_rules_with_their_severities() => Assert.Equal(
        Rules.Select(rule => $"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {Title(rule)}"),
        new[] { "AnalyzerReleases.Shipped.md", "AnalyzerReleases.Unshipped.md" }
            .SelectMany(file => File.ReadAllLines(Path.Combine(Root, "Mlx4.Generators", file)))
            .Where(line => IsRowOf(line, "MLX")));

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Bad_code_gives_the_rule_and_nothing_else(string id)
    {
        foreach (string code in Blocks(id + ".md", "bad"))
        {
            Assert.Equal(id, string.Join(' ', (await Compile(code)).Where(diagnostic => diagnostic.Severity >= Rule(id).DefaultSeverity).Select(diagnostic => diagnostic.Id)));
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Good_code_gives_nothing(string id)
    {
        foreach (string code in Blocks(id + ".md", "good"))
        {
            Assert.Equal("", string.Join('\n', await Compile(code)));
        }
    }

    private static string Severity(DiagnosticDescriptor rule) => rule.DefaultSeverity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "suggestion",
    };

    /// <summary>Whether a line is a table's row of one of the rules here; other analyzers' rules have tests of their own.</summary>
    private static bool IsRowOf(string line, string start) =>
        line.StartsWith(start, StringComparison.Ordinal) && Rules.Any(rule => line.StartsWith(start[..^3] + rule.Id, StringComparison.Ordinal));

    private static Task<ImmutableArray<Diagnostic>> Compile(string code) => Build.DiagnosticsOf(Compilations.Create(
    [
        "global using System; global using System.Collections.Generic; global using Mlx4.Runtime;",
        Assert.Single(Blocks("README.md", "card")),
        code,
    ]));

    private static string[] Blocks(string page, string kind)
    {
        string[] blocks = [.. Regex.Matches(Page(page), $"^```csharp {kind}\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(blocks);
        return blocks;
    }

    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        string? folder = Path.GetDirectoryName(thisFile);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Mlx4.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder ?? throw new InvalidOperationException("The repository is not there.");
    }
}
