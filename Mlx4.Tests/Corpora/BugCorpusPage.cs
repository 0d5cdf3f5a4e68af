using System.Text;
using Microsoft.CodeAnalysis;
using Mlx4.Tests.Documentation;

namespace Mlx4.Tests.Corpora;

/// <summary>The page <c>docs/bug-corpus.md</c>.</summary>
internal static class BugCorpusPage
{
    /// <summary>Where it is.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Example.Root, "docs", "bug-corpus.md");

    private static readonly (char Class, string Meaning)[] Classes =
    [
        ('A', "an earlier resource is not undone"),
        ('B', "an early return leaves past the ladder"),
        ('C', "wrong label, or something used before it is made"),
        ('D', "cleanup of what was never initialised"),
        ('E', "freed twice: somebody else has undone it already"),
        ('F', "a loop that is not rolled back, or by one too many or too few"),
        ('G', "a failure is not told, or told wrong"),
        ('H', "state that is not reset"),
        ('I', "the error path and the removal differ"),
        ('J', "asynchronous work is left running"),
        ('K', "the undo reaches too far, or goes by a condition that has changed"),
        ('L', "the undo itself fails"),
        ('M', "not the reverse order"),
        ('N', "the state of a lock"),
        ('V', "a variant lacks a stage"),
    ];

    /// <summary>Writes the page anew.</summary>
    public static async Task<string> Write()
    {
        StringBuilder page = new();
        page.Append("""
            # Bugs, and what finds them

            Two lists of real bugs on error paths, each written as somebody would have written it in this model: 40 that were fixed in Linux's drivers, and
            28 that are in the load path of Linux's mlx4 driver (Linux 7.2.13). A bug is *caught* if a rule reports it on the line that is marked in its file; it is
            *impossible* if it can't be written, since the ladder is generated: its file then holds the nearest thing that can, which a test runs with faults. A
            test compiles every file, and fails on any other report.

            This page is written from the files under `Mlx4.Tests/BugCorpus` by `MLX4_WRITE_DOCS=1 dotnet test --filter BugCorpusPageTests`.


            """.ReplaceLineEndings("\n"));
        AppendCounts(page);
        await AppendPeers(page);
        AppendClasses(page);
        AppendBugs(page, "Linux's drivers", "Linux");
        AppendBugs(page, "The load path of mlx4", "Mlx4LoadPath");
        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static void AppendCounts(StringBuilder page)
    {
        page.Append("| | bugs | caught | impossible | missed |\n| --- | --- | --- | --- | --- |\n");
        foreach ((string name, bool isLoadPath) in new[] { ("Linux's drivers", false), ("the load path of mlx4", true) })
        {
            Bug[] bugs = [.. Bug.All.Where(bug => (bug.Number[0] == 'D') == isLoadPath)];
            page.Append(null, $"| {name} | {bugs.Length} | {bugs.Count(bug => bug.Rules.Count > 0)} | {bugs.Count(bug => bug.Promise is not null)} | {bugs.Count(bug => bug.Missed is not null)} |\n");
        }
        page.Append('\n');
    }

    private static async Task AppendPeers(StringBuilder page)
    {
        IReadOnlyList<CorpusFile> silent = CorpusFile.In(CorpusFile.Silent, foldersAreUnits: true);
        Bug[] written = [.. Bug.All.Where(bug => bug.Rules.Count > 0)];
        int shapes = silent.Sum(SilentCorpusTests.ShapesOf);
        page.Append(FormattableString.Invariant($"""
            Beside them, other analyzers on the same files: the {written.Length} bugs that can be written and have a rule, and the {shapes} pieces of code under
            `Mlx4.Tests/SilentCorpus` that are right. For the others a bug counts as caught if they report on the marked line, or on any line that has the name of what
            is lost, whatever the report says. They look for objects that are not disposed, and most of what a driver holds is not one; and they do not know that what a stage
            keeps in a field is disposed by its cleanup: IDISP003 and IDISP006 are said of most such fields, right or wrong.

            | | bugs | reports on code that is right |
            | --- | --- | --- |
            | Mlx4.Generators | {written.Length} of {written.Length} | 0 |

            """).ReplaceLineEndings("\n"));
        foreach ((Peer peer, string rules) in new[] { (Peer.NetAnalyzers, "CA2000 and CA2213 of "), (Peer.IDisposableAnalyzers, "") })
        {
            int caught = 0;
            List<Diagnostic> onBugs = [];
            foreach (Bug bug in written)
            {
                IReadOnlyList<Diagnostic> reports = await peer.Catches(bug);
                caught += reports.Count > 0 ? 1 : 0;
                onBugs.AddRange(reports.DistinctBy(report => report.Id));
            }
            List<Diagnostic> onRight = [];
            foreach (CorpusFile file in silent)
            {
                onRight.AddRange(await peer.Reports(file));
            }
            page.Append(null, $"| {rules}{peer.Name} | {caught} of {written.Length} ({ByRule(onBugs)}) | {onRight.Count} ({ByRule(onRight)}) |\n");
        }
        page.Append('\n');
    }

    private static string ByRule(IEnumerable<Diagnostic> reports) =>
        string.Join(", ", reports.CountBy(report => report.Id).OrderBy(rule => rule.Key, StringComparer.Ordinal).Select(rule => $"{rule.Key} {rule.Value}"));

    private static void AppendClasses(StringBuilder page)
    {
        page.Append("| class | what | bugs | caught | impossible | missed |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach ((char letter, string meaning) in Classes)
        {
            Bug[] bugs = [.. Bug.All.Where(bug => bug.Class == letter)];
            page.Append(null, $"| {letter} | {meaning} | {bugs.Length} | {bugs.Count(bug => bug.Rules.Count > 0)} | {bugs.Count(bug => bug.Promise is not null)} | {bugs.Count(bug => bug.Missed is not null)} |\n");
        }
        page.Append('\n');
    }

    private static void AppendBugs(StringBuilder page, string title, string folder)
    {
        page.Append(null, $"## {title}\n\n| bug | source | class | verdict |\n| --- | --- | --- | --- |\n");
        foreach (Bug bug in Bug.All.Where(bug => bug.File.Name.StartsWith(folder + "/", StringComparison.Ordinal)))
        {
            string verdict = bug.Missed is null ? bug.Verdict : $"{bug.Verdict}: {bug.Missed}";
            page.Append(null, $"| [{bug.Number}. {bug.Title}](../{CorpusFile.Bugs}/{bug.File.Name}.cs) | {bug.Source} | {bug.Class} | {verdict} |\n");
        }
        page.Append('\n');
    }
}
