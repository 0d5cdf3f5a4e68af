using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mlx4.Generators;

namespace Mlx4.Tests.Generators.Harness;

/// <summary>
/// One run of the generator. Every run is made twice, the second time on a copy of the compilation: whatever the test is about,
/// the second time nothing may have been made anew, and nothing that the generator keeps may hold on to the compiler.
/// </summary>
internal sealed class GeneratorRun
{
    private GeneratorRun(GeneratorDriver driver, Compilation output, ImmutableArray<GeneratedSourceResult> sources)
    {
        Driver = driver;
        Output = output;
        Sources = sources;
    }

    /// <summary>The driver after both runs.</summary>
    public GeneratorDriver Driver { get; }

    /// <summary>The compilation with the generated files.</summary>
    public Compilation Output { get; }

    /// <summary>The generated files.</summary>
    public ImmutableArray<GeneratedSourceResult> Sources { get; }

    /// <summary>The text of the only generated file.</summary>
    public string Text => Assert.Single(Sources).SourceText.ToString();

    /// <summary>Runs the generator over sources.</summary>
    public static GeneratorRun Of(params string[] sources) => Of(Compilations.Create(sources));

    /// <summary>Runs the generator over a compilation.</summary>
    public static GeneratorRun Of(CSharpCompilation compilation)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new InitPipelineGenerator().AsSourceGenerator()],
            parseOptions: (CSharpParseOptions?)compilation.SyntaxTrees.FirstOrDefault()?.Options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        Assert.Empty(diagnostics);
        GeneratorRunResult first = Assert.Single(driver.GetRunResult().Results);
        Assert.Null(first.Exception);

        driver = driver.RunGenerators(compilation.Clone());
        Incrementality.AssertNothingNew(Assert.Single(driver.GetRunResult().Results));
        Incrementality.AssertKeepsNoCompiler(first);
        return new GeneratorRun(driver, output, first.GeneratedSources);
    }

    /// <summary>Fails if the compiler has anything to say about the user's sources or the generated ones.</summary>
    public GeneratorRun AssertCompilesWithoutWarning()
    {
        ImmutableArray<Diagnostic> diagnostics = [.. Output.GetDiagnostics().Where(IsComplaint)];
        Assert.True(diagnostics.IsEmpty, string.Join('\n', diagnostics) + "\n\n" + string.Join("\n\n", Sources.Select(source => source.SourceText)));
        return this;
    }

    /// <summary>Whether the compiler finds something wrong, if only with a warning. Test sources have no documentation of their own; the generated members have.</summary>
    public static bool IsComplaint(Diagnostic diagnostic) => diagnostic.Severity >= DiagnosticSeverity.Warning
        && (diagnostic.Id != "CS1591" || (diagnostic.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) ?? false));
}
