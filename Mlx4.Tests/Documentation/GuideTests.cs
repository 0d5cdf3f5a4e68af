namespace Mlx4.Tests.Documentation;

/// <summary>The guide can be read from its first page to its last.</summary>
public sealed class GuideTests
{
    private const string Index = "docs/guide.md";

    /// <summary>The parts of the guide in the order of its index.</summary>
    private static string[] Parts { get; } = [.. Pages.Links(Index).Where(link => link.StartsWith("guide/", StringComparison.Ordinal)).Select(link => link["guide/".Length..])];

    [Fact]
    public void The_index_has_every_part_once() => Assert.Equal(
        Directory.EnumerateFiles(Path.Combine(Example.Root, "docs", "guide")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal),
        Parts.Order(StringComparer.Ordinal));

    [Fact]
    public void Each_part_ends_with_the_title_and_the_place_of_the_next() => Assert.Equal(
        Parts.Skip(1).Select(part => $"Next: [{Title(part)}]({part})"),
        Parts.SkipLast(1).Select(part => Page(part).TrimEnd().Split('\n')[^1]));

    [Fact]
    public void The_index_calls_each_part_by_its_title()
    {
        string index = Pages.Text(Index);
        Assert.All(Parts, part => Assert.Contains($"[{Title(part)}](guide/{part})", index, StringComparison.Ordinal));
    }

    private static string Page(string part) => Pages.Text($"docs/guide/{part}");

    private static string Title(string part) => Page(part).Split('\n')[0]["# ".Length..];
}
