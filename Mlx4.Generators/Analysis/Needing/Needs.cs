using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Needing;

/// <summary>A need of something that only later stages assign.</summary>
/// <param name="Member">The member.</param>
/// <param name="Later">The stages that assign it.</param>
/// <param name="Uses">The places that need it, the first of them first.</param>
internal sealed record Need(ISymbol Member, ImmutableArray<FlowStage> Later, IReadOnlyList<Location> Uses);

/// <summary>
/// Finds what a stage or a cleanup needs: members that it dereferences, gives back or decides by, without having asked whether they are there.
/// </summary>
/// <param name="assignments">Who assigns what.</param>
internal sealed class Needs(Assignments assignments)
{
    /// <summary>What a stage needs of later ones.</summary>
    public IEnumerable<Need> OfStage(FlowStage stage, IReadOnlyList<Value> condition) => Find(stage, stage.Paths, isCleanup: false, condition);

    /// <summary>What a cleanup needs of stages that are later than its own.</summary>
    public IEnumerable<Need> OfCleanup(FlowStage stage, IReadOnlyList<Value> condition) => Find(stage, stage.CleanupPaths, isCleanup: true, condition);

    /// <summary>What a function needs that a stage starts at once, up to where it waits for the first time.</summary>
    public IEnumerable<Need> OfStarted(FlowStage stage, Exploration body, IReadOnlyList<Value> condition) => Find(stage, body with { Paths = body.Paths.Select(UpToWait).ToImmutableArray() }, isCleanup: true, condition);

    private IEnumerable<Need> Find(FlowStage stage, Exploration paths, bool isCleanup, IReadOnlyList<Value> condition)
    {
        Dictionary<ISymbol, FirstUses> found = new(SymbolEqualityComparer.Default);
        HashSet<ISymbol> seen = new(SymbolEqualityComparer.Default);
        foreach (ExecutedPath path in paths.Paths)
        {
            seen.Clear();
            foreach (PathEvent happened in path.Events)
            {
                if (happened is not (UseEvent { Kind: UseKind.Dereference } or CallEvent { IsFollowed: false }))
                {
                    continue;
                }
                foreach ((Value value, bool needsNothingElse) in Candidates(happened))
                {
                    ISymbol member = Values.OwnMember(value)!;
                    if (seen.Contains(member) || LaterThan(stage, member) is not { IsEmpty: false } later || !(needsNothingElse || IsGivenBack(happened, value, member, later)))
                    {
                        continue;
                    }
                    seen.Add(member);
                    if (happened.Facts.IsDefault(value) is false)
                    {
                        continue;
                    }
                    if (!found.TryGetValue(member, out FirstUses? uses))
                    {
                        found.Add(member, uses = new FirstUses());
                    }
                    uses.Add(happened, value);
                }
            }
        }
        if (found.Count == 0)
        {
            yield break;
        }
        Telltales telltales = new(assignments, stage, paths);
        if (condition.Any(isCleanup ? telltales.IsFlag : telltales.CanTell))
        {
            yield break;
        }
        // What does not go on to success never comes to a use, whatever the member is.
        List<Facts> otherEnds = [.. paths.Paths.Where(path => path.End == PathEnd.Throw || (!isCleanup && !path.Succeeds))
            .Select(path => path.Facts).Where(facts => !facts.All.Any(fact => telltales.IsFlag(fact.Key)))];
        foreach (KeyValuePair<ISymbol, FirstUses> uses in found)
        {
            if (Ways.LeadThereAlways(uses.Value.Ways.Concat(otherEnds), telltales.CanTell))
            {
                yield return new Need(uses.Key, LaterThan(stage, uses.Key), uses.Value.Places);
            }
        }
    }

    /// <summary>The stages that assign a member, if all of them are later than a stage of their pipeline.</summary>
    public ImmutableArray<FlowStage> LaterThan(FlowStage stage, ISymbol member)
    {
        ImmutableArray<FlowStage> stages = assignments.OnlyStages(member);
        return stages.IsEmpty || stages.All(each => each.Pipeline == stage.Pipeline && each.Index > stage.Index && !SymbolEqualityComparer.Default.Equals(each.Cleanup, stage.Cleanup ?? stage.Method))
            ? stages
            : ImmutableArray<FlowStage>.Empty;
    }

    /// <summary>Members that an event may need; whether it does if they can be missing at all.</summary>
    private static IEnumerable<(Value Value, bool NeedsNothingElse)> Candidates(PathEvent happened)
    {
        switch (happened)
        {
            case UseEvent { Kind: UseKind.Dereference } use when Values.OwnMember(use.Value) is ISymbol member && Values.CanBeMissing(Values.TypeOf(member)):
                yield return (use.Value, true);
                break;
            case CallEvent { IsFollowed: false } call:
                for (int i = 0; i < call.Arguments.Length; i++)
                {
                    if (Values.OwnMember(call.Arguments[i]) is ISymbol argument)
                    {
                        yield return (call.Arguments[i], Values.CanBeMissing(Values.TypeOf(argument)) && IsDereferenced(call.Method, i));
                    }
                }
                if (Values.OwnMember(call.Receiver) is ISymbol receiver && Values.TypeOf(receiver) is { IsValueType: true })
                {
                    yield return (call.Receiver!, false);
                }
                break;
            default:
                break;
        }
    }

    /// <summary>Whether a method cannot do without an argument: it is called like one of the argument itself, or locks it.</summary>
    private static bool IsDereferenced(IMethodSymbol method, int argument) =>
        argument == 0
        && (method is { Name: "Enter", ContainingType: { Name: "Monitor", ContainingNamespace.Name: "Threading" } }
            || (method.IsExtensionMethod && method.Parameters[0] is { NullableAnnotation: NullableAnnotation.NotAnnotated }));

    /// <summary>Whether a call gives a member back to where a later stage has it from.</summary>
    private static bool IsGivenBack(PathEvent happened, Value value, ISymbol member, ImmutableArray<FlowStage> later)
    {
        if (happened is not CallEvent call || TakesNothing(call, value))
        {
            return false;
        }
        bool isValue = !Values.CanBeMissing(Values.TypeOf(member));
        if (!isValue && Ends.IsEndOfArgument(call.Method))
        {
            return true;
        }
        return Counterparts.IsRelease(call.Method) && call.Method.Name != "Dispose" && later.Any(stage => Values.Sources(stage.Paths, member).Any(source =>
            isValue
                ? SymbolEqualityComparer.Default.Equals(source.ContainingType?.OriginalDefinition, call.Method.ContainingType?.OriginalDefinition)
                : Counterparts.Undoes(call.Method, source)));
    }

    /// <summary>Whether it is no matter if what is given back is nothing.</summary>
    private static bool TakesNothing(CallEvent call, Value value)
    {
        if (call.Method.ContainingType is { Name: "Marshal" or "NativeMemory", ContainingNamespace.Name: "InteropServices" })
        {
            return true;
        }
        int ordinal = call.Arguments.IndexOf(value);
        return ordinal >= 0 && ordinal < call.Method.Parameters.Length && call.Method.Parameters[ordinal] is { NullableAnnotation: NullableAnnotation.Annotated };
    }

    /// <summary>The path up to where it waits for something that others do.</summary>
    private static ExecutedPath UpToWait(ExecutedPath path)
    {
        for (int i = 0; i < path.Events.Length; i++)
        {
            if (IsWait(path.Events[i]))
            {
                return path with { Events = ImmutableArray.Create(path.Events, 0, i), Facts = path.Events[i].Facts, End = PathEnd.Return };
            }
        }
        return path with { End = PathEnd.Return };
    }

    private static bool IsWait(PathEvent happened) => Releases.IsAwait(happened)
        || (happened is CallEvent { IsFollowed: false } call && Waits.Any(word => call.Method.Name.StartsWith(word, System.StringComparison.Ordinal)));

    private static readonly string[] Waits =
        ["Accept", "Delay", "Dequeue", "GetConsumingEnumerable", "Join", "Next", "Poll", "Read", "Receive", "Signal", "Sleep", "Spin", "Take", "Try", "Wait", "Yield"];
}
