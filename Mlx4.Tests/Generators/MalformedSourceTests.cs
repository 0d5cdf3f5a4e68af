using System.Collections.Immutable;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Mlx4.Generators;
using Mlx4.Generators.Analysis;
using Mlx4.Tests.Documentation;
using Mlx4.Tests.Generators.Harness;
using Mlx4.Tests.Generators.Interpreter;
using static Mlx4.Tests.Chances;

namespace Mlx4.Tests.Generators;

/// <summary>
/// Half-typed and broken sources: whatever stands there, the generator and the analyzers do not throw, and generated files have no
/// error that the user's own have not.
/// </summary>
public class MalformedSourceTests
{
    /// <summary>How many broken sources are tried; <c>MLX4_MALFORMED_SOURCES</c> asks for more.</summary>
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("MLX4_MALFORMED_SOURCES") ?? "200", CultureInfo.InvariantCulture);

    private static readonly ulong Seed = ulong.Parse(Environment.GetEnvironmentVariable("MLX4_SEED") ?? "20480", CultureInfo.InvariantCulture);

    /// <summary>What is put in the place of a token: pieces of attributes and declarations, and what does not belong there.</summary>
    private static readonly string[] Splinters =
    [
        "", "[InitStage(", "[InitStage(10", "[InitStage]", "InitStage(int.MaxValue)", "InitStage(-2147483648)", "InitStage(\"x\")", "InitStage(1 / 0)",
        "Cleanup = nameof(", "Cleanup = null", "Cleanup = 5", "NoCleanup = \"\\u2028\\n\"", "When = nameof(Missing)", "ForEach = nameof(Missing)",
        "RestartOn = null", "RestartOn = new int[0]", "RestartFrom = \"\"", "MaxRestarts = -1", "Transient = maybe", "CleanupAt = nameof(CleanupAt)",
        "Pipeline = \"1\"", "Pipeline = null", "Name = \"a\\\"b\"", "partial", "static", "abstract", "ref", "out int x", "params", "async", "unsafe int*", "this", "class", "struct",
        "record", "interface", "enum", "delegate", "namespace", "Missing", "Missing<", "List<Missing>", "global::", "dynamic", "void", "(int, int)", "Task<Errno>", "ValueTask", "<T>", "where T :",
        "{", "}", "(", ")", "[", "]", ";", ",", "=>", "=", "\"", "'", "/*", "//", "#if X", "#pragma", "@", "$\"", "\0", "\uD800", "é",
    ];

    private static readonly ImmutableArray<MetadataReference> References = [.. Compilations.References, MetadataReference.CreateFromFile(typeof(PipelineObject).Assembly.Location)];

    /// <summary>All analyzers that there are.</summary>
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers =
    [
        .. typeof(DeclarationAnalyzer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    /// <summary>What is broken: the examples of the documents, the stages of the sample, and random types.</summary>
    private static readonly string[] Sources =
    [
        .. Pages.All.SelectMany(Example.Of).Where(example => example.Kind == "csharp").Select(example => example.Text),
        .. Directory.EnumerateFiles(Path.Combine(Example.Root, "Mlx4.Sample", "Driver"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText).Where(text => text.Contains("[InitStage(", StringComparison.Ordinal)),
        .. Enumerable.Range(1, 40).Select(seed => HostSource.Of(RandomHost.Any.Draw((ulong)seed), "Nic")),
    ];

    private static readonly Gen<string> Broken =
        from source in Pick(Sources)
        from wounds in Gen.Choose(1, 3)
        from broken in Enumerable.Range(0, wounds).Aggregate(Gen.Constant(source), (generator, _) => generator.SelectMany(Wound))
        select broken;

    [Fact]
    public void Nothing_that_is_typed_makes_the_generator_or_an_analyzer_throw()
    {
        string? source = Counterexample.Of(Arb.From(Broken, source => Counterexample.Shorter(source.Split('\n')).Select(lines => string.Join('\n', lines))), source => Fault(source) is null, Rounds, Seed);
        Assert.True(source is null, $"seed {Seed}: {Fault(source ?? "")}\n\n{source}");
    }

    /// <summary>Exchanges, removes, doubles or cuts off at a token.</summary>
    private static Gen<string> Wound(string source)
    {
        SyntaxToken[] tokens = [.. CSharpSyntaxTree.ParseText(source).GetRoot().DescendantTokens()];
        return from token in Pick(tokens)
               from other in Pick(tokens)
               from splinter in Pick(Splinters)
               from how in Gen.Choose(0, 4)
               select how switch
               {
                   0 => source[..token.SpanStart],
                   1 => source.Remove(token.SpanStart, token.Span.Length),
                   2 => source.Insert(token.SpanStart, token.Text + " "),
                   3 => source.Insert(token.SpanStart, other.Text + " "),
                   _ => source.Remove(token.SpanStart, token.Span.Length).Insert(token.SpanStart, splinter + " "),
               };
    }

    /// <summary>What goes wrong with a source, if anything.</summary>
    private static string? Fault(string source) => Task.Run(() => FaultOf(source)).GetAwaiter().GetResult();

    private static async Task<string?> FaultOf(string source)
    {
        CSharpCompilation compilation = Compilations.Create([source], references: References);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(new InitPipelineGenerator())
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        if (!diagnostics.IsEmpty)
        {
            return diagnostics[0].ToString();
        }
        List<Exception> thrown = [];
        ImmutableArray<Diagnostic> all = await output.WithAnalyzers(
            Analyzers,
            new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), (exception, _, _) => thrown.Add(exception), concurrentAnalysis: false, logAnalyzerExecutionTime: false))
            .GetAllDiagnosticsAsync();
        if (thrown.Count > 0)
        {
            return thrown[0].ToString();
        }
        HashSet<string> generated = [.. driver.GetRunResult().GeneratedTrees.Select(tree => tree.FilePath)];
        Diagnostic? echo = all.FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error
            && diagnostic.Location.SourceTree is SyntaxTree tree && generated.Contains(tree.FilePath));
        bool isExplained = all.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Location.SourceTree?.FilePath == "Test0.cs");
        return echo is null || isExplained ? null : echo.ToString();
    }
}
