namespace Mlx4.Tests.Documentation;

/// <summary>A link from one page of the repository to another place in it leads somewhere.</summary>
public sealed class LinkTests
{
    public static TheoryData<string> All => [.. Pages.All];

    [Theory]
    [MemberData(nameof(All))]
    public void No_link_is_dead(string page) =>
        Assert.DoesNotContain(Pages.Links(page), link => !link.Contains("://", StringComparison.Ordinal) && IsDead(page, link));

    [Fact]
    public void A_link_to_nothing_and_one_to_no_heading_are_dead()
    {
        Assert.True(IsDead("docs/guide.md", "guide/none.md"));
        Assert.True(IsDead("docs/guide.md", "guide/loops.md#none"));
        Assert.True(IsDead("docs/guide.md", "#none"));
        Assert.False(IsDead("docs/guide.md", "guide/loops.md#loops"));
        Assert.False(IsDead("docs/guide.md", "#guide"));
        Assert.False(IsDead("docs/guide.md", "../Mlx4.Runtime"));
    }

    private static bool IsDead(string page, string link)
    {
        string[] parts = link.Split('#', 2);
        string target = parts[0].Length == 0
            ? page
            : Path.GetRelativePath(Example.Root, Path.Combine(Example.Root, Path.GetDirectoryName(page)!, parts[0])).Replace('\\', '/');
        if (!Path.Exists(Path.Combine(Example.Root, target)))
        {
            return true;
        }
        return parts.Length == 2 && target.EndsWith(".md", StringComparison.Ordinal) && !Pages.Anchors(target).Contains(parts[1]);
    }
}
