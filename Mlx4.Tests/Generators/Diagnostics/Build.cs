using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Mlx4.Generators.Analysis;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>
/// A build as the user sees it: the generator runs, then the compiler and the analyzer look at the sources and the generated files
/// together. Where the source says <c>[|...|]</c>, a rule has to report, and nothing else may be said by anybody; a load is then
/// generated that refuses to run, or none.
/// </summary>
internal static class Build
{
    private const string Open = "[|";
    private const string Close = "|]";

    /// <summary>All analyzers of the package.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
    [
        .. typeof(DeclarationAnalyzer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .OrderBy(type => type.Name, StringComparer.Ordinal).Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    /// <summary>What a load says that cannot do what was declared.</summary>
    public const string Refusal = "the declarations of its stages are in error";

    /// <summary>A class <c>Nic</c> of the given body, and a caller of its load and unload.</summary>
    /// <param name="body">The members.</param>
    /// <param name="calls">What the caller does.</param>
    public static string Nic(string body, string calls = "_ = (Delegate)nic.LoadOne; nic.UnloadOne();") => $$"""
        using System;
        using System.Collections.Generic;
        using Mlx4.Runtime;

        public partial class Nic
        {
        {{body}}
        }

        internal static class Caller
        {
            internal static void Run(Nic nic)
            {
                {{calls}}
                _ = Nic.LoadOneStages;
            }
        }
        """;

    /// <summary>Fails if anybody has anything to say.</summary>
    public static Task Accepts(params string[] sources) => Reports("", sources, []);

    /// <summary>Fails if the rule has anything to say, or the compiler does not understand the sources.</summary>
    public static async Task IsSilent(string id, params string[] sources) => Assert.Equal("", string.Join(
        '\n',
        (await DiagnosticsOf(AllowUnsafe(Compilations.Create(sources)))).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Id == id).Select(Describe)));

    /// <summary>Fails unless the rule reports this message on the marked place, and nobody says anything else.</summary>
    public static Task Reports(string id, string message, params string[] sources) => Reports(id, sources, [message]);

    /// <summary>The same, where the loads that are generated have nothing to do with it or work all the same.</summary>
    public static Task ReportsAndWorks(string id, string message, string source) => Reports(id, [source], [message], works: true);

    /// <summary>Fails unless the rule reports these messages on the marked places, in their order, and nobody says anything else.</summary>
    public static async Task Reports(string id, string[] sources, string[] messages, bool works = false)
    {
        List<string> expected = [];
        List<string> texts = [];
        foreach (string source in sources)
        {
            (string text, ImmutableArray<TextSpan> spans) = Unmark(source);
            foreach (TextSpan span in spans)
            {
                expected.Add(Describe($"Test{texts.Count}.cs", text, span, id, messages[expected.Count]));
            }
            texts.Add(text);
        }
        Assert.Equal(messages.Length, expected.Count);

        GeneratorRun run = GeneratorRun.Of(AllowUnsafe(Compilations.Create(texts)));
        ImmutableArray<Diagnostic> diagnostics = await DiagnosticsOf(run);
        Assert.Equal(
            string.Join('\n', expected),
            string.Join('\n', diagnostics.Where(diagnostic => messages.Length == 0 || diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Id == id).Select(Describe)));
        Assert.Equal(
            run.Sources.Length > 0 && diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) && !works,
            run.Sources.Any(source => source.SourceText.ToString().Contains(Refusal, StringComparison.Ordinal)));
    }

    /// <summary>All warnings and errors of a build, by place.</summary>
    public static Task<ImmutableArray<Diagnostic>> DiagnosticsOf(CSharpCompilation compilation, AnalyzerOptions? options = null) =>
        DiagnosticsOf(GeneratorRun.Of(compilation), options);

    /// <summary>All warnings and errors of a build, by place.</summary>
    public static async Task<ImmutableArray<Diagnostic>> DiagnosticsOf(GeneratorRun run, AnalyzerOptions? options = null)
    {
        CompilationWithAnalyzers build = run.Output.WithAnalyzers(
            Analyzers,
            new CompilationWithAnalyzersOptions(options!, onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: false));
        ImmutableArray<Diagnostic> diagnostics = await build.GetAllDiagnosticsAsync();
        return
        [
            .. diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS1591")
                .OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
                .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>A diagnostic on one line, with the text that it stands on.</summary>
    public static string Describe(Diagnostic diagnostic) => diagnostic.Location.SourceTree is SyntaxTree tree
        ? Describe(tree.FilePath, tree.ToString(), diagnostic.Location.SourceSpan, diagnostic.Id, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture))
        : $"{diagnostic.Id}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";

    private static CSharpCompilation AllowUnsafe(CSharpCompilation compilation) => compilation.WithOptions(compilation.Options.WithAllowUnsafe(true));

    private static string Describe(string file, string text, TextSpan span, string id, string message)
    {
        LinePosition position = SourceText.From(text).Lines.GetLinePosition(span.Start);
        return $"{file}({position.Line + 1},{position.Character + 1}) {id} on '{text.Substring(span.Start, span.Length)}': {message}";
    }

    private static (string Text, ImmutableArray<TextSpan> Spans) Unmark(string source)
    {
        List<TextSpan> spans = [];
        int open;
        while ((open = source.IndexOf(Open, StringComparison.Ordinal)) >= 0)
        {
            int close = source.IndexOf(Close, open, StringComparison.Ordinal) - Open.Length;
            source = source.Remove(open, Open.Length).Remove(close, Close.Length);
            spans.Add(TextSpan.FromBounds(open, close));
        }
        return (source, [.. spans]);
    }
}
