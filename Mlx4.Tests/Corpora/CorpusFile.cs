using System.Globalization;
using System.Text.RegularExpressions;
using Mlx4.Tests.Documentation;

namespace Mlx4.Tests.Corpora;

/// <summary>A unit of a corpus: one source file, or the files of one folder that belong together.</summary>
/// <param name="Name">The path from the folder of the corpus, without extension.</param>
/// <param name="Sources">The texts, by the paths of their files.</param>
internal sealed partial record CorpusFile(string Name, IReadOnlyDictionary<string, string> Sources)
{
    /// <summary>The folder of the bugs, from the root of the repository.</summary>
    public const string Bugs = "Mlx4.Tests/BugCorpus";

    /// <summary>The folder of the code that is right, from the root of the repository.</summary>
    public const string Silent = "Mlx4.Tests/SilentCorpus";

    /// <summary>The text of a unit of one file.</summary>
    public string Text => Sources.Values.Single();

    /// <summary>The reports that the sources ask for: a line that ends with a comment of ids, each with the names that its message has to contain.</summary>
    public IReadOnlyList<ExpectedReport> Expected =>
    [
        .. from source in Sources
           from line in source.Value.Split('\n').Select((text, index) => (Marker: MarkerPattern().Match(text), Number: index + 1))
           where line.Marker.Success
           from report in line.Marker.Groups["report"].Captures
           let parts = report.Value.Split('\'', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
           select new ExpectedReport(Path.GetFileName(source.Key), line.Number, parts[0], parts[1..]),
    ];

    /// <summary>Each file of a folder, and each folder in it whose files are one unit if <paramref name="foldersAreUnits"/>, by name.</summary>
    public static IReadOnlyList<CorpusFile> In(string folder, bool foldersAreUnits)
    {
        string root = Path.Combine(Example.Root, folder);
        return
        [
            .. Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
                .Select(path => (Path: path, Name: Path.GetRelativePath(root, path).Replace('\\', '/')))
                .GroupBy(file => foldersAreUnits && file.Name.Contains('/', StringComparison.Ordinal) ? Path.GetDirectoryName(file.Name)! : Path.ChangeExtension(file.Name, null), StringComparer.Ordinal)
                .OrderBy(unit => unit.Key, StringComparer.Ordinal)
                .Select(unit => new CorpusFile(
                    unit.Key,
                    unit.OrderBy(file => file.Name, StringComparer.Ordinal).ToDictionary(file => file.Path, file => File.ReadAllText(file.Path).ReplaceLineEndings("\n")))),
        ];
    }

    /// <summary>The name, for the list of tests.</summary>
    public override string ToString() => Name;

    [GeneratedRegex(@"// (?<report>MLX\d{4}(?: '[^']+')*)(?:, (?<report>MLX\d{4}(?: '[^']+')*))*$", RegexOptions.ExplicitCapture)]
    private static partial Regex MarkerPattern();
}

/// <summary>A report that a source asks for.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Id">The rule.</param>
/// <param name="Names">What the message has to contain.</param>
internal sealed record ExpectedReport(string File, int Line, string Id, IReadOnlyList<string> Names)
{
    /// <summary>File, line and rule.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}({Line}) {Id}");
}
