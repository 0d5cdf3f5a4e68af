using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Needing;

/// <summary>A cleanup uses what another has brought to an end before it.</summary>
/// <param name="Stage">The stage whose cleanup it is.</param>
/// <param name="Ender">The stage whose cleanup has ended it.</param>
/// <param name="Callback">The function that has, if the stage has only handed it out.</param>
/// <param name="End">What was ended.</param>
/// <param name="Uses">The places that use it, the first of them first.</param>
internal sealed record UseAfterEnd(FlowStage Stage, FlowStage Ender, IMethodSymbol? Callback, End End, IReadOnlyList<Location> Uses);

/// <summary>Follows the cleanups of a pipeline in the order in which they run, and finds those that use what is gone.</summary>
/// <param name="host">The type.</param>
internal sealed class UsesAfterEnd(FlowHost host)
{
    private readonly Dictionary<Place, (End End, FlowStage Stage, IMethodSymbol? Callback)> _ended = [];
    private readonly HashSet<Value> _touched = [];
    private readonly HashSet<Value> _touchedThemselves = [];

    /// <summary>The paths of stages and cleanups that nobody has looked at yet for what they touch.</summary>
    private readonly List<Exploration> _touching = [];

    /// <summary>What is used after a cleanup that has run before in the same unwinding.</summary>
    public IEnumerable<UseAfterEnd> InLadder(FlowPipeline pipeline)
    {
        Forget();
        foreach (FlowStage stage in pipeline.Undone)
        {
            foreach (UseAfterEnd use in UsesOf(stage))
            {
                yield return use;
            }
            Run(stage);
        }
    }

    /// <summary>What an unload uses although the load has given it back when it ended.</summary>
    public IEnumerable<UseAfterEnd> AfterLoad(FlowPipeline pipeline)
    {
        Forget();
        ImmutableArray<FlowStage> undone = pipeline.Undone;
        foreach (FlowStage stage in undone.Where(stage => stage.IsTransient))
        {
            Run(stage);
        }
        return _ended.Count == 0 ? [] : undone.Where(stage => !stage.IsTransient).SelectMany(stage => UsesOf(stage)).Where(use => IsHeldByTransientsOnly(pipeline, use.End));
    }

    private void Forget()
    {
        _ended.Clear();
        _touched.Clear();
        _touchedThemselves.Clear();
        _touching.Clear();
    }

    /// <summary>Notes what a cleanup ends and touches.</summary>
    private void Run(FlowStage stage)
    {
        foreach (ExecutedPath path in stage.CleanupPaths.Paths)
        {
            foreach (KeyValuePair<Place, Value> kept in path.Heap)
            {
                if (path.Facts.IsDefault(kept.Value) is not true)
                {
                    _ended.Remove(Ends.Key(kept.Key));
                }
            }
        }
        _touching.Add(stage.Paths);
        _touching.Add(stage.CleanupPaths);
        foreach (End end in Ends.Of(stage.CleanupPaths, stage))
        {
            _ended[end.Place] = (end, stage, null);
        }
        foreach (FunctionValue callback in Callbacks.OfRelease(stage))
        {
            foreach (End end in Ends.Of(host.Explore(callback, keepsLoops: false), stage).Where(end => !_ended.ContainsKey(end.Place)))
            {
                _ended[end.Place] = (end, stage, callback.Method);
            }
        }
    }

    private void Touch(Exploration paths)
    {
        foreach (PathEvent happened in paths.Paths.SelectMany(path => path.Events))
        {
            List<Value> touched = happened switch
            {
                CallEvent { IsFollowed: false } call => Given(call),
                StoreEvent store => [new HeldValue(store.Place)],
                SubscribeEvent subscription => [subscription.Receiver],
                _ => [],
            };
            _touched.UnionWith(touched.Select(Values.Origin));
            _touchedThemselves.UnionWith(touched);
        }
    }

    private List<UseAfterEnd> UsesOf(FlowStage stage)
    {
        if (_ended.Count == 0)
        {
            return [];
        }
        Exploration paths = stage.CleanupPaths;
        Dictionary<Place, FirstUses> found = [];
        foreach (ExecutedPath path in paths.Paths)
        {
            HashSet<Place> settled = [];
            foreach (PathEvent happened in path.Events)
            {
                foreach (HeldValue value in Used(happened))
                {
                    Place place = _ended.ContainsKey(value.Place) || value.Place.Index is null ? value.Place : value.Place with { Index = AnyIndexValue.Instance };
                    if (settled.Contains(place) || !_ended.TryGetValue(place, out (End End, FlowStage Stage, IMethodSymbol? Callback) ended) || !CanFollow(stage, ended.Stage, ended.End))
                    {
                        continue;
                    }
                    if (happened.Facts.IsDefault(value) is false || BeginsAnew(happened, value, ended.End))
                    {
                        settled.Add(place);
                    }
                    else if (IsUse(happened, value, ended.End, stage))
                    {
                        settled.Add(place);
                        if (!found.TryGetValue(place, out FirstUses? uses))
                        {
                            found.Add(place, uses = new FirstUses());
                        }
                        uses.Add(happened, value);
                    }
                }
            }
        }
        IEnumerable<Facts> thrown = paths.Paths.Where(path => path.End == PathEnd.Throw).Select(path => path.Facts);
        return
        [
            .. found.Where(use => Ways.LeadThereAlways(use.Value.Ways.Concat(thrown), Matters(paths)))
                .Select(use => new UseAfterEnd(stage, _ended[use.Key].Stage, _ended[use.Key].Callback, _ended[use.Key].End, use.Value.Places)),
        ];
    }

    /// <summary>Whether the one cleanup runs after the other and finds what that has left.</summary>
    private bool CanFollow(FlowStage stage, FlowStage ender, End end) =>
        !SymbolEqualityComparer.Default.Equals(stage.Cleanup, ender.Cleanup)
        && !(end.Place.Root is ISymbol root && host.Assignments.Of(root).Elsewhere)
        && !OutlivesEnd(stage, ender, end)
        && !new Exclusions(host).Exclude(stage, ender);

    /// <summary>
    /// Whether an object that is closed by the one was in use by the other before it was opened: a card that is powered on, opened, closed and
    /// powered off. What is disposed of is gone in any case.
    /// </summary>
    private static bool OutlivesEnd(FlowStage stage, FlowStage ender, End end) =>
        stage.Index < ender.Index && !end.IsCleared && end.Release is { Name: not ("Dispose" or "DisposeAsync") }
        && stage.Paths.Paths.Any(path => path.Events.OfType<CallEvent>().Any(call => call.Receiver is HeldValue receiver && Ends.Key(receiver.Place).Equals(end.Place)));

    /// <summary>All that a call is given: its arguments and what it is called on.</summary>
    private static List<Value> Given(CallEvent call) => call.Receiver is null ? [.. call.Arguments] : [.. call.Arguments, call.Receiver];

    private static IEnumerable<HeldValue> Used(PathEvent happened) => happened switch
    {
        CallEvent { IsFollowed: false } call => Given(call).OfType<HeldValue>(),
        UseEvent { Kind: UseKind.Dereference, Value: HeldValue value } => [value],
        _ => [],
    };

    /// <summary>Whether a call takes up again what was given back.</summary>
    private static bool BeginsAnew(PathEvent happened, Value value, End end) =>
        happened is CallEvent call && value.Equals(call.Receiver) && end.Release is IMethodSymbol release && Counterparts.Undoes(release, call.Method);

    private static bool IsUse(PathEvent happened, HeldValue value, End end, FlowStage stage)
    {
        if (happened is CallEvent call)
        {
            // What was closed, freed or destroyed may still have to be disposed of.
            if (value.Equals(call.Receiver))
            {
                return end.IsCleared || !(IsOfAnyObject(call.Method) || (IsDispose(call.Method) && end.Release is IMethodSymbol first && !IsDispose(first)));
            }
            bool isGivenBack = end.Release is IMethodSymbol release && SymbolEqualityComparer.Default.Equals(release.OriginalDefinition, call.Method.OriginalDefinition);
            return isGivenBack || Ends.Of(call, stage).Contains(value);
        }
        return end.IsCleared;
    }

    private static bool IsOfAnyObject(IMethodSymbol method) => method.Name is "ToString" or "Equals" or "GetHashCode" or "GetType";

    private static bool IsDispose(IMethodSymbol method) => method.Name is "Dispose" or "DisposeAsync";

    /// <summary>What the cleanups before may have changed can say that something is gone; what they do not come near cannot.</summary>
    private Func<Value, bool> Matters(Exploration paths)
    {
        _touching.ForEach(Touch);
        _touching.Clear();
        Dictionary<Value, CallEvent> calls = [];
        foreach (CallEvent call in paths.Paths.SelectMany(path => path.Events).OfType<CallEvent>())
        {
            calls[call.Result] = call;
        }
        return Matter;

        bool Matter(Value value) => value switch
        {
            TestValue test => Matter(test.Operand) || Matter(test.Other),
            // How many elements there are is no matter of what has happened to them.
            HeldValue { Place.Member: IPropertySymbol { Name: "Length" or "Count" } } count => _touchedThemselves.Contains(count.Place.Base),
            HeldValue held => Values.Origin(held) is Value origin && (_touched.Contains(origin) || _touched.Contains(held) || (Values.OwnMember(origin) is ISymbol member && IsSetElsewhere(member)) || (origin is ResultValue && Matter(origin))),
            OutValue given => Matter(given.Result),
            EnumeratorValue enumerator => enumerator.Collection is HeldValue ? _touchedThemselves.Contains(enumerator.Collection) : Matter(enumerator.Collection),
            ResultValue result when calls.TryGetValue(result, out CallEvent? call) => MatterTo(call),
            ResultValue => false,
            ParameterValue => _touched.Contains(value),
            _ => false,
        };

        bool MatterTo(CallEvent call) => call.IsFollowed || (call.Receiver is null or ThisValue ? call.Arguments.IsEmpty || call.Arguments.Any(Matter) : Matter(call.Receiver));
    }

    private bool IsSetElsewhere(ISymbol member) =>
        host.Assignments.Of(member).Elsewhere || (member is not IParameterSymbol && Values.TypeOf(member) is { SpecialType: SpecialType.System_Boolean } && !host.Assignments.IsClosed(member));

    /// <summary>Whether no stage that lasts holds it too.</summary>
    private bool IsHeldByTransientsOnly(FlowPipeline pipeline, End end) =>
        end.Place.Root is ISymbol root
        && host.Assignments.Of(root).Stages.All(stage => stage.IsTransient)
        && !pipeline.Stages.Where(stage => !stage.IsTransient).Any(stage => stage.Paths.Paths.Any(path => path.Events.OfType<CallEvent>().Any(call =>
            call.Receiver is HeldValue receiver && Ends.Key(receiver.Place).Equals(end.Place) && end.Release is IMethodSymbol release && Counterparts.Undoes(release, call.Method))));
}
