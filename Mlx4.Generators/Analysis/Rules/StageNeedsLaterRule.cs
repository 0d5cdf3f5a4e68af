using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Needing;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Rules;

/// <summary>MLX4016: a stage, or what it starts to run at once, needs what only a later stage assigns.</summary>
internal sealed class StageNeedsLaterRule : IFlowRule
{
    /// <inheritdoc/>
    public DiagnosticDescriptor Descriptor => DiagnosticDescriptors.StageNeedsLater;

    /// <inheritdoc/>
    public void Check(FlowHost host, FlowReporter reporter)
    {
        Needs needs = new(host.Assignments);
        ReadValues readValues = new(needs);
        foreach (FlowStage stage in host.Pipelines.SelectMany(pipeline => pipeline.Stages).Where(stage => stage.Method is not null))
        {
            IReadOnlyList<Value> condition = Conditions.Of(host, stage);
            Report(stage, needs.OfStage(stage, condition), "needs", reporter);
            Report(stage, readValues.OfStage(stage), "decides by", reporter);
            HashSet<ISymbol> seen = new(SymbolEqualityComparer.Default);
            foreach ((FunctionValue started, PathEvent start) in stage.Paths.Paths.SelectMany(Callbacks.Started))
            {
                if (seen.Add(started.Method))
                {
                    List<Value> asked = [.. condition, .. start.Facts.All.Select(fact => fact.Key)];
                    Report(stage, needs.OfStarted(stage, host.Explore(started, keepsLoops: true), asked), "starts what needs", reporter);
                }
            }
        }
    }

    private static void Report(FlowStage stage, IEnumerable<Need> found, string needs, FlowReporter reporter)
    {
        foreach (Need need in found)
        {
            reporter.Report(
                need.Uses[0],
                need.Uses.Concat(need.Later.SelectMany(later => later.Declaration.Symbol.Locations)),
                stage.Name,
                needs,
                need.Member.Name,
                need.Later[0].Name);
        }
    }
}
