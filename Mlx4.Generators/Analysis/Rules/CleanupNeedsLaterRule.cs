using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Needing;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Rules;

/// <summary>MLX4015: a cleanup needs what a load that has failed never assigned, or what a load gives back when it ends.</summary>
internal sealed class CleanupNeedsLaterRule : IFlowRule
{
    /// <inheritdoc/>
    public DiagnosticDescriptor Descriptor => DiagnosticDescriptors.CleanupNeedsLater;

    /// <inheritdoc/>
    public void Check(FlowHost host, FlowReporter reporter)
    {
        Needs needs = new(host.Assignments);
        ReadValues readValues = new(needs);
        UsesAfterEnd uses = new(host);
        foreach (FlowPipeline pipeline in host.Pipelines)
        {
            foreach (FlowStage stage in pipeline.Stages.Where(stage => stage.Cleanup is not null && stage.Method is not null))
            {
                foreach (Need need in needs.OfCleanup(stage, Conditions.Of(host, stage)))
                {
                    Report(stage, need, "ask first whether it is there", reporter);
                }
                foreach (Need need in readValues.OfCleanup(stage))
                {
                    Report(stage, need, "keep what the stage has done in a member of its own", reporter);
                }
            }
            foreach (UseAfterEnd use in uses.AfterLoad(pipeline))
            {
                string member = use.End.Place.ToString();
                reporter.Report(
                    use.Uses[0],
                    use.Uses.Append(use.End.Operation.Syntax.GetLocation()),
                    use.Stage.Cleanup!.Name,
                    use.Stage.Name,
                    member,
                    $"only the transient stage '{use.Ender.Name}' holds: it is given back when the load ends, and the unload runs this cleanup too: let it get one of its own");
            }
        }
    }

    private static void Report(FlowStage stage, Need need, string remedy, FlowReporter reporter) => reporter.Report(
        need.Uses[0],
        need.Uses.Concat(Assigning(need)),
        stage.Cleanup!.Name,
        stage.Name,
        need.Member.Name,
        $"only the later stage '{need.Later[0].Name}' assigns, and a load that fails before that runs this cleanup: {remedy}, or undo it in a cleanup of '{need.Later[0].Name}'");

    private static IEnumerable<Location> Assigning(Need need) => need.Later.SelectMany(stage => stage.Declaration.Symbol.Locations);
}
