using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mlx4.Generators;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Snapshots;

/// <summary>What an edit makes the generator do again: no more than the pipelines whose declarations changed.</summary>
public class IncrementalityTests
{
    private static readonly string[] Before =
    [
        Source.File("""
            public partial class Nic
            {
                [InitStage(10, Cleanup = nameof(Stop))] Errno Start() { return Errno.Ok; }
                [InitStage(10, NoCleanup = "none", Pipeline = "LoadPort")] Errno StartPort() { return Errno.Ok; }
            }
            """),
        Source.File("""
            public partial class Nic
            {
                void Stop() { }
                int _unrelated;
            }
            """),
        Source.File("""
            public partial class Other
            {
                [InitStage(10, NoCleanup = "none")] Errno Start() => Errno.Ok;
            }
            """),
    ];

    [Theory]
    [InlineData(2, "Start() => Errno.Ok", "Start() => Errno.EIO", "")]
    [InlineData(0, "Errno Start() { return Errno.Ok; }", "Errno Start() { /* waits */ return Errno.EIO; }", "")]
    [InlineData(0, "public partial class Nic", "// A comment\n\npublic partial class Nic", "")]
    [InlineData(1, "int _unrelated;", "string? _renamed; void More() { }", "")]
    [InlineData(1, "void Stop() { }", "void Stop() { _unrelated = 1; }", "")]
    [InlineData(2, "public partial class Other", "public class New { } public partial class Other", "")]
    [InlineData(0, "[InitStage(10, Cleanup", "[InitStage(20, Cleanup", "Nic.LoadOne.g.cs")]
    [InlineData(0, "Pipeline = \"LoadPort\"", "Pipeline = \"LoadPort\", Name = \"port\"", "Nic.LoadPort.g.cs")]
    [InlineData(1, "void Stop() { }", "void Stop(int force) { }", "Nic.LoadOne.g.cs")]
    [InlineData(2, "\"none\"", "\"nothing\"", "Other.LoadOne.g.cs")]
    public void An_edit_writes_only_what_it_changed(int file, string from, string to, string written)
    {
        CSharpCompilation compilation = Compilations.Create(Before);
        GeneratorDriver driver = GeneratorRun.Of(compilation).Driver;
        SyntaxTree tree = compilation.SyntaxTrees[file];
        string edited = tree.ToString().Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(tree.ToString(), edited);

        compilation = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(edited, (CSharpParseOptions)tree.Options, tree.FilePath));
        GeneratorRunResult result = Assert.Single(driver.RunGenerators(compilation).GetRunResult().Results);

        string[] anew = [.. result.TrackedOutputSteps
            .SelectMany(step => step.Value)
            .SelectMany(step => step.Outputs)
            .Where(output => output.Reason is IncrementalStepRunReason.New or IncrementalStepRunReason.Modified)
            .SelectMany(output => Written(output.Value))];
        Assert.Equal(written.Split(' ', StringSplitOptions.RemoveEmptyEntries), anew);
        Assert.Equal(written.Length > 0, result.TrackedSteps[TrackingNames.Pipeline].SelectMany(step => step.Outputs).Any(output => output.Reason == IncrementalStepRunReason.Modified));
        Assert.Equal(3, result.GeneratedSources.Length);
    }

    [Fact]
    public void A_type_that_comes_or_goes_leaves_the_others_alone()
    {
        CSharpCompilation compilation = Compilations.Create(Before);
        GeneratorDriver driver = GeneratorRun.Of(compilation).Driver;

        driver = driver.RunGenerators(compilation.RemoveSyntaxTrees(compilation.SyntaxTrees[2]));
        Assert.Equal(["Nic.LoadOne.g.cs", "Nic.LoadPort.g.cs"], driver.GetRunResult().GeneratedTrees.Select(tree => Path.GetFileName(tree.FilePath)));
        Assert.All(
            driver.GetRunResult().Results[0].TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs),
            output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged or IncrementalStepRunReason.Removed));
    }

    /// <summary>The names of the files in the value of an output step.</summary>
    private static IEnumerable<string> Written(object value)
    {
        System.Runtime.CompilerServices.ITuple outputs = Assert.IsType<System.Runtime.CompilerServices.ITuple>(value, exactMatch: false);
        foreach (object? source in (System.Collections.IEnumerable)outputs[0]!)
        {
            yield return (string)source.GetType().GetProperty("HintName")!.GetValue(source)!;
        }
    }
}
