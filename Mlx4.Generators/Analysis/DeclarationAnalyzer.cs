using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
        DiagnosticDescriptors.MemberConflict,
        DiagnosticDescriptors.EmptyPipeline);

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
                start.RegisterSyntaxNodeAction(AnalyzeLocal, SyntaxKind.LocalFunctionStatement);
                start.RegisterSyntaxNodeAction(AnalyzeLambda, SyntaxKind.ParenthesizedLambdaExpression);
            }
        });
    }

    /// <summary>A local function may carry the attribute, but is no member of the type that a load could call.</summary>
    private static void AnalyzeLocal(SyntaxNodeAnalysisContext context)
    {
        if (((LocalFunctionStatementSyntax)context.Node).AttributeLists.Count > 0
            && context.SemanticModel.GetDeclaredSymbol(context.Node, context.CancellationToken) is IMethodSymbol method
            && StageAttributes.AreOn(method))
        {
            new Reporter(context.ReportDiagnostic).OnName(DiagnosticDescriptors.StageNotSupported, method, method.Name, Signature.NotOrdinary);
        }
    }

    /// <summary>So may a lambda, which has no name to report on.</summary>
    private static void AnalyzeLambda(SyntaxNodeAnalysisContext context)
    {
        if (((ParenthesizedLambdaExpressionSyntax)context.Node).AttributeLists.Count > 0
            && context.SemanticModel.GetSymbolInfo(context.Node, context.CancellationToken).Symbol is IMethodSymbol method)
        {
            foreach (AttributeData attribute in StageAttributes.Of(method))
            {
                new Reporter(context.ReportDiagnostic).OnAttribute(DiagnosticDescriptors.StageNotSupported, attribute.ApplicationSyntaxReference, "a lambda", Signature.NotOrdinary);
            }
        }
    }

    private static void Analyze(SymbolAnalysisContext context) =>
        HostParser.Parse((INamedTypeSymbol)context.Symbol, context.Compilation, context.ReportDiagnostic, context.CancellationToken);
}
