using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Mlx4.Generators;
using Mlx4.Generators.Analysis;
using Mlx4.Tests.Documentation;
using Mlx4.Tests.Generators.Harness;

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

    private static IReadOnlyList<string> Sources { get; } =
    [
        .. new[] { "docs/guide.md", "README.md" }.SelectMany(Example.Of).Where(example => example.Kind == "csharp").Select(example => example.Text),
        .. Directory.EnumerateFiles(Path.Combine(Example.Root, "Mlx4.Sample", "Driver"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText).Where(text => text.Contains("[InitStage(", StringComparison.Ordinal)),
    ];

    [Fact]
    public async Task Nothing_that_is_typed_makes_the_generator_or_an_analyzer_throw()
    {
        Dice dice = new(Seed);
        for (int round = 0; round < Rounds; round++)
        {
            string source = Break(Sources[dice.Next(Sources.Count)], dice);
            string? fault = await FaultOf(source);
            Assert.True(fault is null, $"seed {Seed}, round {round}: {fault}\n\n{source}");
        }
    }

    /// <summary>Exchanges, removes, doubles or cuts off a few tokens.</summary>
    private static string Break(string source, Dice dice)
    {
        for (int wounds = 1 + dice.Next(3); wounds > 0; wounds--)
        {
            SyntaxToken[] tokens = [.. CSharpSyntaxTree.ParseText(source).GetRoot().DescendantTokens()];
            SyntaxToken token = tokens[dice.Next(tokens.Length)];
            source = dice.Next(5) switch
            {
                0 => source[..token.SpanStart],
                1 => source.Remove(token.SpanStart, token.Span.Length),
                2 => source.Insert(token.SpanStart, token.Text + " "),
                3 => source.Insert(token.SpanStart, tokens[dice.Next(tokens.Length)].Text + " "),
                _ => source.Remove(token.SpanStart, token.Span.Length).Insert(token.SpanStart, Splinters[dice.Next(Splinters.Length)] + " "),
            };
        }
        return source;
    }

    private static async Task<string?> FaultOf(string source)
    {
        CSharpCompilation compilation = Compilations.Create([source]);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(new InitPipelineGenerator())
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        if (!diagnostics.IsEmpty)
        {
            return diagnostics[0].ToString();
        }
        List<Exception> thrown = [];
        ImmutableArray<Diagnostic> all = await output.WithAnalyzers(
            [new DeclarationAnalyzer()],
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
