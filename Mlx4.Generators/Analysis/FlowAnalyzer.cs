using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Mlx4.Generators.Analysis.Paths;
using Mlx4.Generators.Analysis.Rules;
using Mlx4.Generators.Parsing;

namespace Mlx4.Generators.Analysis;

/// <summary>
/// Looks at what stages and cleanups do. The paths of each are followed once, and every rule reads them. Pipelines with an error in
/// their declarations are left alone: that has to be put right first.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FlowAnalyzer : DiagnosticAnalyzer
{
    private static readonly ImmutableArray<IFlowRule> Rules = ImmutableArray.Create<IFlowRule>(
        new SharedCleanupRule(),
        new ForeignWorkRule(),
        new CleanupNeedsLaterRule(),
        new StageNeedsLaterRule(),
        new NotReleasedRule(),
        new FailingExitRule(),
        new DroppedErrorRule(),
        new CleanupThrowRule(),
        new OutsidePipelineRule(),
        new ReleasedBeforeRule(),
        new UseAfterReleaseRule(),
        new MissingErrorRule(),
        new ChangedConditionRule(),
        new SharedDisposedRule());

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = Rules.Select(static rule => rule.Descriptor).ToImmutableArray();

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
                start.RegisterSymbolStartAction(StartType, SymbolKind.NamedType);
            }
        });
    }

    /// <summary>Collects the bodies of a type with stages while the compiler binds them, and looks at them when it has them all.</summary>
    private static void StartType(SymbolStartAnalysisContext context)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        if (!HostParser.HasStages(type))
        {
            return;
        }
        Bodies bodies = new(type, context.Compilation);
        context.RegisterOperationBlockAction(block => bodies.Add(block.OwningSymbol, block.OperationBlocks));
        context.RegisterSymbolEndAction(end => Check(new FlowHost(type, end.Compilation, bodies, end.CancellationToken), end.ReportDiagnostic));
    }

    private static void Check(FlowHost host, Action<Diagnostic> report)
    {
        if (host.Pipelines.IsEmpty)
        {
            return;
        }
        foreach (IFlowRule rule in Rules)
        {
            FlowReporter reporter = new(rule.Descriptor, report);
            rule.Check(host, reporter);
        }
    }
}
