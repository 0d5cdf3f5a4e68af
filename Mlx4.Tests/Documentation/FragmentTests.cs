using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mlx4.Tests.Corpora;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Documentation;

/// <summary>A fragment of code on a page compiles in what the page leaves out.</summary>
public sealed class FragmentTests
{
    /// <summary>Fragments that become part of the sample, and of which type. They are compiled with it.</summary>
    private static readonly Dictionary<string, string> OfTheSample = new()
    {
        ["MapHealthBuffer"] = "namespace Mlx4.Sample.Driver.Adapter; internal sealed partial class HcaStart",
    };

    /// <summary>What a project of tests may refer to.</summary>
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static TheoryData<string, int> All => Pages.Blocks("csharp fragment");

    [Theory]
    [MemberData(nameof(All))]
    public void Every_fragment_compiles_in_its_frame(string page, int line)
    {
        string fragment = Example.Of(page).Single(example => example.Line == line).Text;
        if (OfTheSample.FirstOrDefault(part => fragment.Contains(part.Key, StringComparison.Ordinal)).Value is string declaration)
        {
            Assert.Equal("", Errors(SampleBuild.Compile($"using Mlx4.Runtime; using Mlx4.Sample.Pci;\n{declaration}\n{{\n{fragment}\n}}")));
            return;
        }

        const string Usings = "global using System.IO; global using Microsoft.CodeAnalysis; global using Microsoft.CodeAnalysis.CSharp; global using Mlx4.Generators; global using Xunit;";
        string[] errors = [.. Frames.Around(page, fragment).Select(frame => Errors(GeneratorRun.Of(Compile(frame.Kind, Usings, frame.Source)).Output))];

        Assert.True(errors.Contains(""), string.Join("\n\n", errors));
    }

    /// <summary>Kinds of blocks, and which test looks at them. What is shown in other languages than C# is read by people alone, but for commands.</summary>
    [Fact]
    public void Every_block_is_of_a_kind_that_a_test_knows()
    {
        string[] kinds = ["", "c", "console", "mermaid", "text", "xml", "csharp", "csharp fragment", "csharp generated", "csharp step", "csharp card", "text reports"];
        string[] ofRules = ["csharp bad", "csharp good"];

        Assert.Empty(Pages.All.SelectMany(Example.Of)
            .Where(block => !kinds.Contains(block.Kind)
                && !block.Kind.StartsWith(PortingTests.By, StringComparison.Ordinal)
                && !(ofRules.Contains(block.Kind) && block.Page.StartsWith("docs/diagnostics/", StringComparison.Ordinal)))
            .Select(block => $"{block.Page}({block.Line}): {block.Kind}"));
    }

    private static CSharpCompilation Compile(OutputKind kind, params string[] sources)
    {
        CSharpCompilation compilation = Compilations.Create(sources, references: References);
        return compilation.WithOptions(compilation.Options.WithOutputKind(kind));
    }

    private static string Errors(Compilation compilation) =>
        string.Join('\n', compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
}
