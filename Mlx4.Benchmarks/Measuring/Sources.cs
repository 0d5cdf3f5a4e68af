using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mlx4.Generators;

namespace Mlx4.Benchmarks.Measuring;

/// <summary>Compiles what the benchmarks write.</summary>
internal static class Sources
{
    /// <summary>The libraries of the runtime, and ours.</summary>
    public static ImmutableArray<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is string name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "mscorlib.dll" or "netstandard.dll"))
            .Append(typeof(Runtime.Errno).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>A compilation of sources, on one thread.</summary>
    public static CSharpCompilation Compile(IEnumerable<string> sources, params ReadOnlySpan<MetadataReference> more) => CSharpCompilation.Create(
        "Benchmark",
        sources.Select(static (source, index) => CSharpSyntaxTree.ParseText(source, path: $"Source{index}.cs")),
        [.. References, .. more],
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            deterministic: true,
            nullableContextOptions: NullableContextOptions.Enable,
            concurrentBuild: false));

    /// <summary>The compilation with what our generator adds.</summary>
    public static Compilation WithGenerated(CSharpCompilation compilation)
    {
        CSharpGeneratorDriver.Create(new InitPipelineGenerator()).RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        return output;
    }

    /// <summary>Fails if the compiler finds an error.</summary>
    public static void ThrowOnError(IEnumerable<Diagnostic> diagnostics)
    {
        if (diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
        {
            throw new InvalidOperationException($"The source of the benchmark does not compile: {error}");
        }
    }
}
