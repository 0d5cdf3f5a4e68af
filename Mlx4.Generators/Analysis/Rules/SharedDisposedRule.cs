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
        foreach (FlowStage stage in host.Pipelines.SelectMany(pipeline => pipeline.Stages))
        {
            findings.AddRange(Findings(stage, stage.Paths, isCleanup: false));
            findings.AddRange(Findings(stage, stage.CleanupPaths, isCleanup: true));
        }
        if (findings.Count == 0)
        {
            return;
        }
        HashSet<Place> emptied = [.. host.Pipelines.SelectMany(pipeline => pipeline.Stages).SelectMany(stage => stage.Paths.Paths.Concat(stage.CleanupPaths.Paths)).SelectMany(Left)];
        foreach (Finding finding in findings)
        {
            // The object's own collection may be emptied, or made anew, by another stage or cleanup.
            if (!(finding.Collection.Base is ThisValue && emptied.Contains(finding.Collection)))
            {
                reporter.Report(finding.Dispose.Syntax.GetLocation(), finding.Taken is null ? [] : [finding.Taken.Syntax.GetLocation()], finding.Who(), finding.Collection);
            }
        }
    }

    private static IEnumerable<Finding> Findings(FlowStage stage, Exploration exploration, bool isCleanup)
    {
        foreach (ExecutedPath path in exploration.Paths)
        {
            List<Finding> found = Disposed(path, stage, isCleanup);
            if (found.Count > 0)
            {
                HashSet<Place> left = [.. Left(path)];
                foreach (Finding each in found.Where(each => !left.Contains(each.Collection)))
                {
                    yield return each;
                }
            }
        }
    }

    /// <summary>What a path disposes that it found in a collection.</summary>
    private static List<Finding> Disposed(ExecutedPath path, FlowStage stage, bool isCleanup)
    {
        List<Finding> found = [];
        Dictionary<Value, CallEvent>? lookUps = null;
        foreach (PathEvent happened in path.Events)
        {
            if (happened is not CallEvent { IsFollowed: false, Receiver: Value receiver } call)
            {
                continue;
            }
            if (call.Method.Name is "Dispose" or "DisposeAsync" or "Close" or "CloseAsync" && !receiver.Equals(stage.Item) && Source(receiver, lookUps) is (Place collection, var taken))
            {
                found.Add(new Finding(stage, isCleanup, call.Operation, collection, taken));
            }
            if (receiver is HeldValue && IsLookUp(call.Method))
            {
                (lookUps ??= [])[call.Result] = call;
            }
        }
        return found;
    }

    /// <summary>The collections that a path takes something from, or puts something into.</summary>
    private static IEnumerable<Place> Left(ExecutedPath path) => path.Events.SelectMany(static happened => happened switch
    {
        CallEvent { IsFollowed: false } call => TakenFrom(call),
        StoreEvent store => [store.Place.Member is null && store.Place.Base is HeldValue whole ? whole.Place.Any : store.Place.Any],
        _ => [],
    });

    /// <summary>The collection that a value was taken from, if others use it too.</summary>
    private static (Place Collection, IOperation? Taken)? Source(Value value, Dictionary<Value, CallEvent>? lookUps)
    {
        Value call = value is OutValue given ? given.Result : value;
        if (lookUps is not null && lookUps.TryGetValue(call, out CallEvent? lookUp))
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
    private sealed record Finding(FlowStage Stage, bool IsCleanup, IOperation Dispose, Place Collection, IOperation? Taken)
    {
        /// <summary>Who disposes it, as the beginning of a sentence.</summary>
        public string Who() => IsCleanup ? $"'{Stage.Cleanup!.Name}', the cleanup of stage '{Stage.Name}'," : $"Stage '{Stage.Name}'";
    }
}
