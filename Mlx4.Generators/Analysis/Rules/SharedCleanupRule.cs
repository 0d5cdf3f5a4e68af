using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mlx4.Generators.Analysis.Needing;
using Mlx4.Generators.Analysis.Paths;
using Mlx4.Generators.Parsing;

namespace Mlx4.Generators.Analysis.Rules;

/// <summary>MLX4013: two stages that can run in one load name the same cleanup.</summary>
internal sealed class SharedCleanupRule : IFlowRule
{
    /// <inheritdoc/>
    public DiagnosticDescriptor Descriptor => DiagnosticDescriptors.SharedCleanup;

    /// <inheritdoc/>
    public void Check(FlowHost host, FlowReporter reporter)
    {
        Exclusions exclusions = new(host);
        foreach (FlowPipeline pipeline in host.Pipelines)
        {
            foreach (IGrouping<ISymbol, FlowStage> users in pipeline.Stages.Where(stage => stage.Cleanup is not null)
                .GroupBy<FlowStage, ISymbol>(stage => stage.Cleanup!, SymbolEqualityComparer.Default))
            {
                Check(users, exclusions, reporter);
            }
        }
    }

    private static void Check(IGrouping<ISymbol, FlowStage> users, Exclusions exclusions, FlowReporter reporter)
    {
        List<FlowStage> earlier = [];
        foreach (FlowStage stage in users)
        {
            if (earlier.FirstOrDefault(other => !AreOfDifferentItems(other, stage) && !exclusions.Exclude(other, stage)) is FlowStage first
                && Argument(stage) is ExpressionSyntax argument)
            {
                reporter.Report(
                    argument.GetLocation(),
                    Argument(first) is ExpressionSyntax others ? new[] { others.GetLocation() } : [],
                    first.Name, stage.Name, stage.Pipeline.Name, users.Key.Name);
            }
            earlier.Add(stage);
        }
    }

    /// <summary>Whether two loops go over different collections: the cleanup gets the items, each once.</summary>
    private static bool AreOfDifferentItems(FlowStage one, FlowStage other) =>
        one.Item is HeldValue && other.Item is HeldValue && !SymbolEqualityComparer.Default.Equals(one.Source, other.Source);

    /// <summary>What the declaration says of the cleanup.</summary>
    private static ExpressionSyntax? Argument(FlowStage stage) =>
        (stage.Declaration.Arguments.Attribute?.GetSyntax() as AttributeSyntax)?.ArgumentList?.Arguments
            .FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == nameof(StageArguments.Cleanup))?.Expression;
}
