using System.IO.Enumeration;

namespace Mlx4.Sample.Comparison;

/// <summary>The differences that have a reason: a table whose first column has them, with <c>*</c> for anything.</summary>
/// <param name="Patterns">The first column.</param>
internal sealed record ExplainedDifferences(IReadOnlyList<string> Patterns)
{
    /// <summary>The part of the page that is about a function that has the card to itself.</summary>
    public const string OneFunction = "## Differences of a function alone";

    /// <summary>The part that is about a master and the virtual functions beside it.</summary>
    public const string SeveralFunctions = "## Differences of a master and its virtual functions";

    private const int RowsAboveFirst = 2;

    /// <summary>Reads a table from the lines of a page in Markdown.</summary>
    /// <param name="page">The page.</param>
    /// <param name="heading">The part that the table is in.</param>
    public static ExplainedDifferences Read(IEnumerable<string> page, string heading) => new([.. page
        .SkipWhile(line => line != heading).Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith('|')).Skip(RowsAboveFirst)
        .Select(line => line.Split('|')[1].Trim().Trim('`'))]);

    /// <summary>Those of some differences that have no reason.</summary>
    public IReadOnlyList<string> Unexplained(IReadOnlyList<string> differences) =>
        [.. differences.Where(difference => !Patterns.Any(pattern => Matches(pattern, difference)))];

    /// <summary>The rows that none of some differences is meant by.</summary>
    public IReadOnlyList<string> Outdated(IReadOnlyList<string> differences) =>
        [.. Patterns.Where(pattern => !differences.Any(difference => Matches(pattern, difference)))];

    private static bool Matches(string pattern, string difference) => FileSystemName.MatchesSimpleExpression(pattern, difference, ignoreCase: false);
}
