using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Mlx4.Generators.Analysis;
using Mlx4.Tests.Documentation;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>Whoever takes a cleanup away from any stage of the driver is told so by the compiler.</summary>
public sealed partial class ForgottenCleanupTests
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    [Fact]
    public async Task Without_any_one_of_its_cleanups_the_driver_does_not_build()
    {
        string[] files =
        [
            .. new[] { "Driver", "Pci" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Example.Root, "Mlx4.Sample", folder), "*.cs", SearchOption.AllDirectories)),
        ];
        CSharpCompilation driver = Compilations.Create([.. files.Select(File.ReadAllText), Usings]);
        int removed = 0;
        foreach (SyntaxTree tree in driver.SyntaxTrees.Where(tree => tree.ToString().Contains("[InitStage(", StringComparison.Ordinal)))
        {
            string source = tree.ToString();
            foreach (Match cleanup in Cleanup().Matches(source))
            {
                SyntaxTree changed = CSharpSyntaxTree.ParseText(source.Remove(cleanup.Index, cleanup.Length), (CSharpParseOptions)tree.Options, tree.FilePath);
                ImmutableArray<Diagnostic> diagnostics = await Report(driver.ReplaceSyntaxTree(tree, changed), changed);

                Diagnostic diagnostic = Assert.Single(diagnostics, diagnostic => diagnostic.Id == "MLX4001");
                int line = source.AsSpan(0, cleanup.Index).Count('\n');
                Assert.InRange(diagnostic.Location.GetLineSpan().StartLinePosition.Line, line, line + 1);
                removed++;
            }
            Assert.Empty(await Report(driver, tree));
        }
        Assert.True(removed >= 50, $"only {removed} cleanups were found");
    }

    private static async Task<ImmutableArray<Diagnostic>> Report(CSharpCompilation compilation, SyntaxTree tree) =>
        await compilation.WithAnalyzers([new DeclarationAnalyzer()]).GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(tree), filterSpan: null, CancellationToken.None);

    [GeneratedRegex(@", Cleanup = nameof\(\w+\)")]
    private static partial Regex Cleanup();
}
