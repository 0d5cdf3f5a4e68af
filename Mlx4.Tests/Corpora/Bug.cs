using System.Text.RegularExpressions;

namespace Mlx4.Tests.Corpora;

/// <summary>A bug of the corpus, as its file's first lines tell it.</summary>
/// <param name="File">The file.</param>
/// <param name="Number">The number: 1 to 40 for Linux's drivers, D1 to D28 for the load path of mlx4.</param>
/// <param name="Title">What goes wrong, in a line.</param>
/// <param name="Source">The commit, or the place.</param>
/// <param name="Class">The letter of its class.</param>
/// <param name="Promise">The promise that makes it impossible, or null.</param>
/// <param name="Test">The test that shows the promise, or null.</param>
/// <param name="Missed">Why nothing finds it, or null.</param>
/// <param name="Runs">Loads and unloads, with what they do.</param>
internal sealed partial record Bug(CorpusFile File, string Number, string Title, string Source, char Class, int? Promise, string? Test, string? Missed, IReadOnlyList<BugRun> Runs)
{
    /// <summary>The rules that report it.</summary>
    public IReadOnlyList<string> Rules => [.. File.Expected.Select(report => report.Id).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>How it ends, in a few words.</summary>
    public string Verdict => Missed is not null ? "missed"
        : Promise is int promise ? $"impossible by promise {promise}"
        : $"caught by {string.Join(", ", Rules)}";

    /// <summary>All bugs, by number.</summary>
    public static IReadOnlyList<Bug> All { get; } =
        [.. CorpusFile.In(CorpusFile.Bugs, foldersAreUnits: false).Select(Of).OrderBy(bug => bug.Number[0] == 'D').ThenBy(bug => int.Parse(bug.Number.TrimStart('D'), null))];

    /// <summary>The name of the file, for the list of tests.</summary>
    public override string ToString() => File.Name;

    private static Bug Of(CorpusFile file)
    {
        string[] header = [.. file.Text.Split('\n').TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal))];
        Match title = TitlePattern().Match(header[0]);
        Match impossible = header.Select(line => ImpossiblePattern().Match(line)).FirstOrDefault(match => match.Success) ?? Match.Empty;
        return new Bug(
            file,
            title.Groups[1].Value,
            title.Groups[2].Value,
            After(header, "// Source: ") ?? throw new FormatException($"{file.Name} does not say its source"),
            (After(header, "// Class: ") ?? throw new FormatException($"{file.Name} does not say its class"))[0],
            impossible.Success ? int.Parse(impossible.Groups[1].Value, null) : null,
            impossible.Success ? impossible.Groups[2].Value : null,
            After(header, "// Missed: "),
            [.. header.Select(line => RunPattern().Match(line)).Where(match => match.Success).Select(BugRun.Of)]);
    }

    private static string? After(string[] header, string key) =>
        Array.Find(header, line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..];

    [GeneratedRegex("^// (D?[0-9]+)\\. (.+)$")]
    private static partial Regex TitlePattern();

    [GeneratedRegex("^// Impossible: promise ([0-9]+) \\(.+\\), shown by ([A-Za-z0-9_.]+)$")]
    private static partial Regex ImpossiblePattern();

    [GeneratedRegex("^// (Load|Unload|Call [A-Za-z]+)( [^:]+)?:(?: (.*?))?(?: => (.*))?$")]
    private static partial Regex RunPattern();
}

/// <summary>A call of a bug's object, and what it does.</summary>
/// <param name="Method">The method.</param>
/// <param name="Plan">The steps that fail, and how; see <see cref="Mlx4.Tests.Generators.Harness.Device"/>.</param>
/// <param name="Log">The steps that are made.</param>
/// <param name="Result">The text of the result; nothing where there is none.</param>
internal sealed record BugRun(string Method, string Plan, string Log, string Result)
{
    /// <summary>The run that a line of the header describes.</summary>
    public static BugRun Of(Match line) => new(
        line.Groups[1].Value switch { "Load" => "LoadOne", "Unload" => "UnloadOne", string call => call["Call ".Length..] },
        line.Groups[2].Value.Trim(),
        line.Groups[3].Value,
        line.Groups[4].Value);
}
