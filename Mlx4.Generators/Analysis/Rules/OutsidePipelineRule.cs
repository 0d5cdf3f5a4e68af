using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Needing;
using Mlx4.Generators.Analysis.Paths;
using Mlx4.Generators.Analysis.Releasing;

namespace Mlx4.Generators.Analysis.Rules;

/// <summary>MLX4022: a method around the load takes something itself, and releases it by hand where something fails.</summary>
internal sealed class OutsidePipelineRule : IFlowRule
{
    /// <inheritdoc/>
    public DiagnosticDescriptor Descriptor => DiagnosticDescriptors.OutsidePipeline;

    /// <inheritdoc/>
    public void Check(FlowHost host, FlowReporter reporter)
    {
        HashSet<string> loads = [.. host.Pipelines.SelectMany(pipeline => new[] { pipeline.Load, pipeline.Unload })];
        HashSet<ISymbol> stages = new(
            host.Pipelines.SelectMany(pipeline => pipeline.Stages).SelectMany(stage => new[] { stage.Method, stage.Cleanup }).OfType<ISymbol>(), SymbolEqualityComparer.Default);
        foreach (IMethodSymbol method in Callers(host, loads).Where(method => !stages.Contains(method)))
        {
            Check(method, host, loads, reporter);
        }
    }

    /// <summary>The methods that call a load or unload of their own type, or a method of the type that does.</summary>
    private static IEnumerable<IMethodSymbol> Callers(FlowHost host, HashSet<string> loads)
    {
        List<BodyAssignments> all = [.. host.Assignments.Bodies.Where(body => SymbolEqualityComparer.Default.Equals(body.Method.ContainingType, host.Type))];
        HashSet<ISymbol> callers = new(all.Where(body => body.CalledOnItself.Exists(call => IsLoad(call, host, loads))).Select(body => body.Method), SymbolEqualityComparer.Default);
        int before = 0;
        while (callers.Count > before)
        {
            before = callers.Count;
            callers.UnionWith(all.Where(body => body.CalledOnItself.Exists(callers.Contains)).Select(body => body.Method));
        }
        return all.Select(body => body.Method).Where(callers.Contains);
    }

    private static bool IsLoad(IMethodSymbol method, FlowHost host, HashSet<string> loads) =>
        loads.Contains(method.Name) && SymbolEqualityComparer.Default.Equals(method.ContainingType.OriginalDefinition, host.Type.OriginalDefinition);

    private static void Check(IMethodSymbol method, FlowHost host, HashSet<string> loads, FlowReporter reporter)
    {
        // What is released where nothing fails is only borrowed.
        List<Taken> taken = [];
        HashSet<IOperation> borrowed = [];
        Exploration exploration = host.Explore(method);
        foreach (ExecutedPath path in exploration.Paths)
        {
            CallEvent? load = path.Events.OfType<CallEvent>().FirstOrDefault(call => call.Receiver is ThisValue && IsLoad(call.Method, host, loads));
            if (load is null)
            {
                continue;
            }
            bool isFailing = IsFailing(path, method, host, loads);
            foreach (Taken released in TakenAndReleased(path, load))
            {
                if (isFailing)
                {
                    taken.Add(released);
                }
                else
                {
                    _ = borrowed.Add(released.Store.Operation);
                }
            }
        }
        foreach (Taken each in exploration.IsComplete ? taken.Where(each => !borrowed.Contains(each.Store.Operation)) : [])
        {
            reporter.Report(
                Stored.Written(each.Store).Syntax.GetLocation(),
                [each.Load.Operation.Syntax.GetLocation(), each.Release.Syntax.GetLocation()],
                method.Name, each.Load.Method.Name, each.Store.Place);
        }
    }

    /// <summary>Whether a path is one on which something failed: the load, or the method itself.</summary>
    private static bool IsFailing(ExecutedPath path, IMethodSymbol method, FlowHost host, HashSet<string> loads)
    {
        if (path.End == PathEnd.Throw || path.IsCaught || path.Events.OfType<CallEvent>().Any(call => IsLoad(call.Method, host, loads) && Errors.IsInitResult(Errors.Awaited(call.Method.ReturnType)) && path.Facts.IsDefault(call.Result) is false))
        {
            return true;
        }
        ITypeSymbol? result = Errors.Awaited(method.ReturnType);
        return path.Result is not null && path.Facts.IsDefault(path.Result) is bool isDefault && (result?.SpecialType == SpecialType.System_Boolean ? isDefault
            : (Errors.IsInitResult(result) || result is { TypeKind: TypeKind.Enum } or { SpecialType: SpecialType.System_Int32 }) && !isDefault);
    }

    /// <summary>What a path takes, keeps in a member and releases.</summary>
    private static IEnumerable<Taken> TakenAndReleased(ExecutedPath path, CallEvent load)
    {
        Dictionary<Value, StoreEvent> stored = [];
        foreach (PathEvent happened in path.Events)
        {
            if (happened is StoreEvent { Place.Base: ThisValue, New: OutValue or ResultValue { Operation: IInvocationOperation or IObjectCreationOperation } } store)
            {
                stored[store.New] = store;
            }
            foreach (Value released in Releases.Of(happened))
            {
                if (stored.TryGetValue(released, out StoreEvent? taken))
                {
                    yield return new Taken(taken, load, happened.Operation);
                }
            }
        }
    }

    /// <summary>Something that was taken by hand.</summary>
    private sealed record Taken(StoreEvent Store, CallEvent Load, IOperation Release);
}
