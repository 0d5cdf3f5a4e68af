using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Snapshots;

/// <summary>Promise 11: the generated text depends on the declarations alone.</summary>
public class DeterminismTests
{
    private static readonly string[] Members =
    [
        "[InitStage(10, Cleanup = nameof(StopA), Name = \"INIT i\")] Errno A(int index, double d = -1.5) => 0;",
        "void StopA(int index) { }",
        "[InitStage(20, Cleanup = nameof(StopB), ForEach = nameof(Items), When = nameof(Ready))] void Initialise(string item, string title) { }",
        "void StopB(string item) { }",
        "public string[] Items = { }; public bool Ready;",
        "[InitStage(30, NoCleanup = \"none\", RestartOn = (Errno)(-7), RestartFrom = nameof(A))] Errno C(string title) => 0;",
        "[InitStage(10, NoCleanup = \"none\", Pipeline = \"InitPort\")] Errno D() => 0;",
        "partial void OnStageEvent(in StageEvent stageEvent) { }",
    ];

    [Fact]
    public void The_order_of_declarations_changes_nothing() =>
        Assert.Equal(TextOf(OneFile(Members)), TextOf(OneFile(Members.Reverse())));

    [Fact]
    public void The_order_of_files_changes_nothing()
    {
        string[] files = [.. Members.Select(member => OneFile([member]))];

        Assert.Equal(TextOf(files), TextOf([.. files.Reverse()]));
        Assert.Equal(TextOf(OneFile(Members)), TextOf(files));
    }

    [Fact]
    public void The_line_endings_of_the_source_change_nothing()
    {
        string source = OneFile(Members).ReplaceLineEndings("\n");

        Assert.Equal(TextOf(source), TextOf(source.ReplaceLineEndings("\r\n")));
        Assert.DoesNotContain('\r', TextOf(source.ReplaceLineEndings("\r\n")));
    }

    [Fact]
    public void The_culture_changes_nothing()
    {
        string text = TextOf(OneFile(Members));
        CultureInfo current = CultureInfo.CurrentCulture;
        try
        {
            // The tests run without cultural data, so what other cultures do to numbers is set by hand.
            CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NegativeSign = "~";
            culture.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = culture;
            Assert.Equal(text, TextOf(OneFile(Members)));
        }
        finally
        {
            CultureInfo.CurrentCulture = current;
        }
    }

    private static string OneFile(IEnumerable<string> members) => Source.File($"public partial class Nic\n{{\n{string.Join('\n', members)}\n}}");

    private static string TextOf(params string[] sources)
    {
        CSharpCompilation compilation = Compilations.Create(sources);
        GeneratorRun run = GeneratorRun.Of(compilation).AssertCompilesWithoutWarning();
        Assert.Equal(2, run.Sources.Length);
        return string.Join('\n', run.Sources.OrderBy(source => source.HintName, StringComparer.Ordinal).Select(source => $"{source.HintName}\n{source.SourceText}"));
    }
}
