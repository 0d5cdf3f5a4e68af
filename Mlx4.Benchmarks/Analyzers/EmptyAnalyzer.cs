using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mlx4.Benchmarks.Analyzers;

/// <summary>Asks for every body of every type and does nothing with it.</summary>
internal sealed class EmptyAnalyzer : DiagnosticAnalyzer
{
    public const string Id = "EMPTY1";

    private static readonly DiagnosticDescriptor Rule = new(Id, "Empty", "Empty", "Empty", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolStartAction(
            static start =>
            {
                int bodies = 0;
                start.RegisterOperationBlockAction(_ => Interlocked.Increment(ref bodies));
                start.RegisterSymbolEndAction(_ => GC.KeepAlive(bodies));
            },
            SymbolKind.NamedType);
    }
}
