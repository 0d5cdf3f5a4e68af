using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Rules;

/// <summary>MLX4027: a stage or cleanup disposes what it took from a collection that others use too, and leaves it in there.</summary>
internal sealed class SharedDisposedRule : IFlowRule
{
    private static readonly string[] Removals =
        ["Remove", "TryRemove", "Clear", "Delete", "TryUpdate", "Take", "TryTake", "Dequeue", "TryDequeue", "Pop", "TryPop", "Drain", "AddOrUpdate"];

    /// <inheritdoc/>
    public DiagnosticDescriptor Descriptor => DiagnosticDescriptors.SharedDisposed;

    /// <inheritdoc/>
    public void Check(FlowHost host, FlowReporter reporter)
    {
        List<Finding> findings = [];
        HashSet<Place> emptied = [];
        foreach (FlowStage stage in host.Pipelines.SelectMany(pipeline => pipeline.Stages))
        {
            Look($"Stage '{stage.Name}'", stage.Paths, stage.Item, findings, emptied);
            if (stage.Cleanup is not null)
            {
                Look($"'{stage.Cleanup.Name}', the cleanup of stage '{stage.Name}',", stage.CleanupPaths, stage.Item, findings, emptied);
            }
        }
        foreach (Finding finding in findings)
        {
            // The object's own collection may be emptied, or made anew, by another stage or cleanup.
            if (!(finding.Collection.Base is ThisValue && emptied.Contains(finding.Collection)))
            {
                reporter.Report(finding.Dispose.Syntax.GetLocation(), finding.Taken is null ? [] : [finding.Taken.Syntax.GetLocation()], finding.Who, finding.Collection);
            }
        }
    }

    private static void Look(string who, Exploration exploration, Value? item, List<Finding> findings, HashSet<Place> emptied)
    {
        foreach (ExecutedPath path in exploration.Paths)
        {
            Dictionary<Value, CallEvent> lookUps = [];
            List<Finding> found = [];
            HashSet<Place> left = [];
            foreach (PathEvent happened in path.Events)
            {
                switch (happened)
                {
                    case CallEvent { IsFollowed: false } call:
                        if (call.Receiver is not null && call.Method.Name is "Dispose" or "DisposeAsync" or "Close" or "CloseAsync"
                            && !call.Receiver!.Equals(item) && Source(call.Receiver, lookUps) is (Place collection, var taken))
                        {
                            found.Add(new Finding(who, call.Operation, collection, taken));
                        }
                        if (call.Receiver is HeldValue receiver && IsLookUp(call.Method))
                        {
                            lookUps[call.Result] = call;
                        }
                        left.UnionWith(TakenFrom(call));
                        break;
                    case StoreEvent store:
                        _ = left.Add(store.Place.Member is null && store.Place.Base is HeldValue whole ? whole.Place.Any : store.Place.Any);
                        break;
                    default:
                        break;
                }
            }
            emptied.UnionWith(left);
            findings.AddRange(found.Where(each => !left.Contains(each.Collection)));
        }
    }

    /// <summary>The collection that a value was taken from, if others use it too.</summary>
    private static (Place Collection, IOperation? Taken)? Source(Value value, Dictionary<Value, CallEvent> lookUps)
    {
        Value call = value is OutValue given ? given.Result : value;
        if (lookUps.TryGetValue(call, out CallEvent? lookUp))
        {
            return (((HeldValue)lookUp.Receiver!).Place.Any, lookUp.Operation);
        }
        if (value is HeldValue { Place: { Member: null, Index: not ItemIndexValue, Base: HeldValue { Place: Place place } } element })
        {
            // The values of a dictionary are a view of it.
            Place collection = place is { Member.Name: "Values", Base: HeldValue { Place: Place viewed } } ? viewed : place;
            return collection.Base is TypeValue ? (collection.Any, (element.Index as ResultValue)?.Operation) : null;
        }
        return null;
    }

    /// <summary>Whether a method finds something in a collection and leaves it there.</summary>
    private static bool IsLookUp(IMethodSymbol method) =>
        method.Name is "GetOrAdd" or "TryGetValue" or "GetOrCreate"
        && method.ContainingType.GetMembers().Any(member => member.Name is "Remove" or "TryRemove");

    /// <summary>The collections that a call takes something from, or hands to somebody who may.</summary>
    private static IEnumerable<Place> TakenFrom(CallEvent call)
    {
        if (call.Receiver is HeldValue receiver && !IsLookUp(call.Method) && IsRemoval(call.Method.Name))
        {
            yield return receiver.Place.Any;
        }
        foreach (HeldValue argument in call.Arguments.OfType<HeldValue>())
        {
            yield return argument.Place.Any;
        }
    }

    private static bool IsRemoval(string method) => Removals.Any(word => method.StartsWith(word, System.StringComparison.Ordinal));

    /// <summary>A disposal of what others may still find.</summary>
    private sealed record Finding(string Who, IOperation Dispose, Place Collection, IOperation? Taken);
}
