using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Needing;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Rules;

/// <summary>MLX4023: a cleanup uses or gives back what a cleanup that has run before it has released or cleared.</summary>
internal sealed class ReleasedBeforeRule : IFlowRule
{
    /// <inheritdoc/>
    public DiagnosticDescriptor Descriptor => DiagnosticDescriptors.ReleasedBefore;

    /// <inheritdoc/>
    public void Check(FlowHost host, FlowReporter reporter)
    {
        UsesAfterEnd uses = new(host);
        foreach (FlowPipeline pipeline in host.Pipelines)
        {
            foreach (UseAfterEnd use in uses.InLadder(pipeline))
            {
                string ender = use.Callback is IMethodSymbol callback
                    ? callback.MethodKind == MethodKind.AnonymousFunction ? $"a function that stage '{use.Ender.Name}' has handed out" : $"'{callback.Name}', which stage '{use.Ender.Name}' has handed out,"
                    : $"cleanup '{use.Ender.Cleanup!.Name}' of stage '{use.Ender.Name}'";
                reporter.Report(
                    use.Uses[0],
                    use.Uses.Append(use.End.Operation.Syntax.GetLocation()),
                    use.Stage.Cleanup!.Name,
                    use.Stage.Name,
                    use.End.Place.ToString(),
                    ender,
                    use.End.Release is null ? "cleared" : "released",
                    use.Callback is null ? "move one of the two cleanups (CleanupAt)" : "let one of the two release it");
            }
        }
    }
}
