using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Mlx4.Generators.Parsing;

namespace Mlx4.Generators.Analysis;

/// <summary>Says what is wrong with the declarations of stages, by running the generator's own parser.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeclarationAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        DiagnosticDescriptors.MissingCleanup,
        DiagnosticDescriptors.CleanupNotFound,
        DiagnosticDescriptors.CleanupDoesNotFit,
        DiagnosticDescriptors.DuplicateOrder,
        DiagnosticDescriptors.TypeNotPartial,
        DiagnosticDescriptors.StageNotSupported,
        DiagnosticDescriptors.ConditionNotFound,
        DiagnosticDescriptors.LoopNotFound,
        DiagnosticDescriptors.ParameterConflict,
        DiagnosticDescriptors.RestartInvalid,
        DiagnosticDescriptors.CleanupContradiction,
        DiagnosticDescriptors.MemberConflict);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        if (context is null)
        {
            throw new ArgumentNullException(nameof(context));
        }
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(WellKnownNames.InitStageAttribute) is not null)
            {
                start.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context) =>
        HostParser.Parse((INamedTypeSymbol)context.Symbol, context.Compilation, context.ReportDiagnostic, context.CancellationToken);
}
