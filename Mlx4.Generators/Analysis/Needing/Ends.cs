using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Needing;

/// <summary>Something that a cleanup has brought to an end.</summary>
/// <param name="Place">Where it is held.</param>
/// <param name="Release">The method that ended it; none if it was only set to nothing.</param>
/// <param name="IsCleared">Whether nothing is there any more.</param>
/// <param name="Operation">What the user wrote.</param>
internal sealed record End(Place Place, IMethodSymbol? Release, bool IsCleared, IOperation Operation);

/// <summary>
/// Finds what a cleanup brings to an end: what it disposes, closes, frees or sets to null on every way through it. Stopping, unregistering and disabling
/// end nothing: what was stopped can still be disposed of.
/// </summary>
internal static class Ends
{
    private static readonly HashSet<string> OfReceiver = new(
        ["Dispose", "DisposeAsync", "Close", "CloseAsync", "Free", "FreeAsync", "Destroy", "DestroyAsync", "Dealloc", "Deallocate"], StringComparer.Ordinal);

    /// <summary>What ends its receiver only if it undoes what the same stage has begun.</summary>
    private static readonly HashSet<string> OfReceiverIfBegun = new(
        ["Cleanup", "Deinit", "Fini", "Teardown", "Uninit", "Uninitialize", "CleanupAsync", "TeardownAsync"], StringComparer.Ordinal);

    private static readonly string[] OfArgument = ["Free", "Dealloc", "Deallocate", "Destroy", "Dispose", "Return", "Unmap", "Close"];

    /// <summary>Whether a method ends the object that it is called on.</summary>
    private static bool IsEndOfReceiver(IMethodSymbol method) =>
        !method.IsStatic && OfReceiver.Contains(method.Name) && method.Parameters.All(static parameter => SaysHow(parameter.Type));

    /// <summary>Whether an argument only says how something is ended, and is not what is ended.</summary>
    private static bool SaysHow(ITypeSymbol type) =>
        type.TypeKind == TypeKind.Enum || type.SpecialType is SpecialType.System_Boolean or SpecialType.System_String || type.Name is "CancellationToken" or "TimeSpan";

    /// <summary>Whether a method ends what it is given, by its verb.</summary>
    public static bool IsEndOfArgument(IMethodSymbol method) => OfArgument.Any(verb =>
        method.Name.StartsWith(verb, StringComparison.Ordinal) && (method.Name.Length == verb.Length || char.IsUpper(method.Name[verb.Length])));

    /// <summary>What a cleanup ends whatever happens; elements of collections, if it ends any.</summary>
    /// <param name="cleanup">Its paths, or those of a function that is called when something goes.</param>
    /// <param name="stage">The stage that it belongs to.</param>
    public static IEnumerable<End> Of(Exploration cleanup, FlowStage stage)
    {
        if (!cleanup.IsComplete)
        {
            return [];
        }
        List<ExecutedPath> paths = [.. cleanup.Paths.Where(path => path is { End: PathEnd.Return, IsCaught: false })];
        List<Dictionary<Place, End>> ended = [.. paths.Select(path => OfPath(path, stage))];
        return ended.TrueForAll(static each => each.Count == 0) ? [] : ended.SelectMany(each => each.Values).GroupBy(end => end.Place)
            .Where(group => group.Key.Index is not null || IsEndedAlways(group.Key, paths, ended))
            .Select(group => (group.FirstOrDefault(end => end.Release is not null) ?? group.First()) with { IsCleared = group.Key.Index is null && group.All(end => end.IsCleared) });
    }

    private static bool IsEndedAlways(Place place, List<ExecutedPath> paths, List<Dictionary<Place, End>> ended) =>
        Enumerable.Range(0, paths.Count).All(i => ended[i].ContainsKey(place) || paths[i].Facts.IsDefault(new HeldValue(place)) is true);

    private static Dictionary<Place, End> OfPath(ExecutedPath path, FlowStage stage)
    {
        Dictionary<Place, End> ended = [];
        List<CallEvent> calls = [];
        foreach (PathEvent happened in path.Events)
        {
            if (happened is CallEvent { IsFollowed: false } call)
            {
                bool undoesItself = call.Receiver is not null && calls.Any(earlier => call.Receiver.Equals(earlier.Receiver) && Counterparts.Undoes(call.Method, earlier.Method));
                calls.Add(call);
                if (undoesItself)
                {
                    continue;
                }
                if (call.Receiver is HeldValue again && ended.TryGetValue(Key(again.Place), out End? before) && before.Release is IMethodSymbol release && Counterparts.Undoes(release, call.Method))
                {
                    ended.Remove(Key(again.Place));
                }
                foreach (HeldValue value in Of(call, stage))
                {
                    Place place = Key(value.Place);
                    ended[place] = new End(place, call.Method, IsCleared: false, call.Operation);
                }
            }
            else if (happened is StoreEvent { Place: { IsOwn: true, Member: ISymbol member } kept } store)
            {
                if (happened.Facts.IsDefault(store.New) is true && Values.CanBeMissing(Values.TypeOf(member)))
                {
                    ended.TryGetValue(kept, out End? released);
                    ended[kept] = new End(kept, released?.Release, IsCleared: true, store.Operation);
                }
                else
                {
                    ended.Remove(kept);
                }
            }
        }
        return ended;
    }

    /// <summary>What a call ends.</summary>
    public static IEnumerable<HeldValue> Of(CallEvent call, FlowStage stage)
    {
        if (call.Receiver is HeldValue receiver
            && (IsEndOfReceiver(call.Method) || (OfReceiverIfBegun.Contains(call.Method.Name) && HasBegun(stage, receiver, call.Method))))
        {
            return IsSteady(receiver.Place) ? [receiver] : [];
        }
        if (!Counterparts.IsRelease(call.Method) && !IsEndOfArgument(call.Method))
        {
            return [];
        }
        return call.Arguments.OfType<HeldValue>().Where(value => IsSteady(value.Place) && CameFrom(stage, value.Place, call.Method));
    }

    /// <summary>Whether the stage has acquired what its cleanup gives back.</summary>
    private static bool CameFrom(FlowStage stage, Place place, IMethodSymbol release) =>
        stage.Paths.Paths.Any(path => path.Events.OfType<StoreEvent>().Any(store => Key(store.Place).Equals(Key(place)) && IsFrom(store.New, release)));

    private static bool IsFrom(Value value, IMethodSymbol release) => value switch
    {
        ResultValue { Operation: Microsoft.CodeAnalysis.Operations.IInvocationOperation invocation } =>
            Counterparts.Undoes(release, invocation.TargetMethod) || IsEndOfArgument(release),
        ResultValue => IsEndOfArgument(release),
        OutValue given => IsFrom(given.Result, release),
        _ => false,
    };

    private static bool HasBegun(FlowStage stage, Value receiver, IMethodSymbol release) =>
        stage.Paths.Paths.Any(path => path.Events.OfType<CallEvent>().Any(call => receiver.Equals(call.Receiver) && Counterparts.Undoes(release, call.Method)));

    /// <summary>The place, or any element if it is one that a loop comes to.</summary>
    public static Place Key(Place place) => place.Index is ItemIndexValue or ResultValue or AnyIndexValue ? place with { Index = AnyIndexValue.Instance } : place;

    /// <summary>Whether what is read at a place is the same each time: a field, a property that keeps its value, an element.</summary>
    private static bool IsSteady(Place place) =>
        (place.Base is ThisValue or TypeValue || (place.Base is HeldValue held && IsSteady(held.Place)))
        && place.Member is null or IFieldSymbol or IParameterSymbol or IPropertySymbol { SetMethod: not null } or IPropertySymbol { DeclaringSyntaxReferences.IsEmpty: false };
}
