using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Mlx4.Generators;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Corpora;

/// <summary>A build of a unit of a corpus: generator, compiler, analyzers.</summary>
internal static class CorpusBuild
{
    /// <summary>Every analyzer of Mlx4.Generators, whatever there is.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
    [
        .. typeof(InitPipelineGenerator).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    private static readonly ConcurrentDictionary<string, Compilation> Compiled = new(StringComparer.Ordinal);

    /// <summary>Compiles a unit with the generator, once for all tests. Sources that use <c>Probe</c> get the one that stands for the hardware.</summary>
    public static Compilation Compile(CorpusFile file) => Compiled.GetOrAdd(file.Sources.Keys.First(), _ => GeneratorRun.Of(Create(file)).Output);

    /// <summary>What the compiler says of a unit: warnings and errors.</summary>
    public static IEnumerable<string> CompilerReports(Compilation compilation) => compilation.GetDiagnostics()
        .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS1591")
        .Select(Describe);

    /// <summary>What analyzers say of a unit, by place.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzerReports(Compilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        CompilationWithAnalyzersOptions options = new(
            new AnalyzerOptions([]),
            onAnalyzerException: static (exception, analyzer, _) => throw new InvalidOperationException($"{analyzer} threw", exception),
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: false);
        ImmutableArray<Diagnostic> diagnostics = await compilation.WithAnalyzers(analyzers, options).GetAnalyzerDiagnosticsAsync();
        return
        [
            .. diagnostics
                .OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
                .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>A report with its place: file, line, rule and message.</summary>
    public static string Describe(Diagnostic diagnostic) =>
        $"{Place(diagnostic)} {diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}";

    /// <summary>File and line of a report.</summary>
    public static string Place(Diagnostic diagnostic)
    {
        FileLinePositionSpan span = diagnostic.Location.GetLineSpan();
        return string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(span.Path)}({span.StartLinePosition.Line + 1})");
    }

    private static CSharpCompilation Create(CorpusFile file)
    {
        CSharpParseOptions options = new(LanguageVersion.Latest, DocumentationMode.Diagnose);
        CSharpCompilation compilation = Compilations.Create([])
            .AddSyntaxTrees(file.Sources.Select(source => CSharpSyntaxTree.ParseText(source.Value, options, path: source.Key)));
        return file.Sources.Values.Any(text => text.Contains("Probe", StringComparison.Ordinal))
            ? compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Device.ProbeSource, options, path: "Probe.cs"))
            : compilation;
    }
}
