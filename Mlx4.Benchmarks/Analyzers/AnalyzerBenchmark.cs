using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Mlx4.Generators;

namespace Mlx4.Benchmarks.Analyzers;

/// <summary>
/// Times all analyzers over a type with many stages. Each round looks at a compilation that nothing has looked at before, so that
/// what the compiler has to bind is in every figure; the contenders take turns, and each has the median of its rounds.
/// </summary>
internal static class AnalyzerBenchmark
{
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is string name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "mscorlib.dll" or "netstandard.dll"))
            .Append(typeof(Runtime.Errno).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Runs it and writes a table.</summary>
    /// <returns>0.</returns>
    public static async Task<int> RunAsync(bool quick, TextWriter output, CancellationToken cancellation)
    {
        int[] sizes = quick ? [10, 100] : [10, 100, 1000];
        int rounds = quick ? 2 : 5;
        Contender[] all = [Contender.Ours, Contender.NetAnalyzers, Contender.Disposable, Contender.Empty];

        await output.WriteLineAsync("| stages | contender | median, ms | ms a stage | to Mlx4 | reports |").ConfigureAwait(false);
        await output.WriteLineAsync("| ---: | --- | ---: | ---: | ---: | ---: |").ConfigureAwait(false);
        foreach (int size in sizes)
        {
            Contender[] contenders = [.. all.Where(contender => contender.MostStages >= size)];
            Dictionary<Contender, List<double>> times = contenders.ToDictionary(contender => contender, _ => new List<double>());
            Dictionary<Contender, int> reports = [];
            for (int round = -1; round < rounds; round++)
            {
                foreach (Contender contender in contenders)
                {
                    Compilation compilation = Compile(size);
                    long begin = Stopwatch.GetTimestamp();
                    ImmutableArray<Diagnostic> diagnostics = await AnalyzeAsync(contender, compilation, cancellation).ConfigureAwait(false);
                    // The first round warms the machine up.
                    if (round >= 0)
                    {
                        times[contender].Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                    }
                    reports[contender] = diagnostics.Length;
                }
            }
            double ours = Median(times[Contender.Ours]);
            foreach (Contender contender in contenders)
            {
                double median = Median(times[contender]);
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {size} | {contender.Name} | {median:F1} | {median / size:F3} | {median / ours:F2} | {reports[contender]} |")).ConfigureAwait(false);
            }
        }
        return 0;
    }

    private static Compilation Compile(int stages)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Benchmark",
            StageSource.Of(stages).Select((source, index) => CSharpSyntaxTree.ParseText(source, path: $"Source{index}.cs")),
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create(new InitPipelineGenerator()).RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        Diagnostic? error = output.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        if (error is not null)
        {
            throw new InvalidOperationException($"The source of the benchmark does not compile: {error}");
        }
        // A clone, so that nothing of what was just bound is there any more.
        return output.Clone();
    }

    private static Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Contender contender, Compilation compilation, CancellationToken cancellation)
    {
        ImmutableDictionary<string, ReportDiagnostic> options = contender.Analyzers
            .SelectMany(analyzer => analyzer.SupportedDiagnostics)
            .Select(rule => rule.Id).Distinct()
            .ToImmutableDictionary(id => id, id => contender.Rules.Contains(id) ? ReportDiagnostic.Warn : ReportDiagnostic.Suppress);
        Compilation asked = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(options));
        return asked.WithAnalyzers(contender.Analyzers).GetAnalyzerDiagnosticsAsync(cancellation);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
