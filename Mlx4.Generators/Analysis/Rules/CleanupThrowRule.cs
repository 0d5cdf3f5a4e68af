using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Acquiring;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Rules;

/// <summary>A cleanup that throws turns a failed load, which has an error, into an exception.</summary>
internal sealed class CleanupThrowRule : IFlowRule
{
    public DiagnosticDescriptor Descriptor => DiagnosticDescriptors.CleanupThrows;

    public void Check(FlowHost host, FlowReporter reporter)
    {
        foreach (FlowStage stage in host.Pipelines.SelectMany(pipeline => pipeline.Stages))
        {
            foreach (ExecutedPath path in stage.CleanupPaths.Paths.Where(path => path.End == PathEnd.Throw && !IsUnreachable(path) && !IsRuledOut(stage, path)))
            {
                if (Exits.SyntaxOf(path) is SyntaxNode exit)
                {
                    reporter.Report(exit.GetLocation(), [], stage.Cleanup!.Name, stage.Name);
                }
            }
        }
    }

    /// <summary>Whether a cleanup cannot come that way: what it found in a member is not what this stage, or one before it, leaves there.</summary>
    private static bool IsRuledOut(FlowStage stage, ExecutedPath path) => path.Facts.All.Any(fact => fact.Key is HeldValue held
        && stage.Pipeline.Stages.Take(stage.Index + 1).Any(earlier => LeavesOther(earlier, held.Place, fact.Value)));

    private static bool LeavesOther(FlowStage stage, Place place, bool isDefault)
    {
        bool any = false;
        foreach (ExecutedPath path in stage.Paths.Paths.Where(path => path.Succeeds))
        {
            any = true;
            if (!path.Heap.TryGetValue(place, out Value? left) || path.Facts.IsDefault(left) != !isDefault)
            {
                return false;
            }
        }
        return any && stage.Paths.IsComplete;
    }

    /// <summary>Whether a throw only says that it cannot be reached.</summary>
    private static bool IsUnreachable(ExecutedPath path)
    {
        IOperation? thrown = path.Operation;
        while (thrown is IConversionOperation conversion)
        {
            thrown = conversion.Operand;
        }
        return thrown?.Type?.Name == "UnreachableException";
    }
}
