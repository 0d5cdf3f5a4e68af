using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Acquiring;

/// <summary>
/// Values and places of a path in a form that those of another path can be compared with: objects by where they are kept, elements
/// by their collection alone, whichever way they were taken out of it.
/// </summary>
internal sealed class Shapes
{
    /// <summary>How long a chain of members is looked at.</summary>
    private const int MostDepth = 8;

    private readonly ExecutedPath _path;
    private Dictionary<Value, CallEvent>? _calls;

    public Shapes(ExecutedPath path) => _path = path;

    /// <summary>The call that a value came from: its result, what it gave by reference, or a member of those.</summary>
    public CallEvent? CallOf(Value value) => value switch
    {
        ResultValue => (_calls ??= Calls()).TryGetValue(value, out CallEvent? call) ? call : null,
        OutValue given => CallOf(given.Result),
        HeldValue { Place: { Member: not null, Base: ResultValue or OutValue } place } => CallOf(place.Base),
        _ => null,
    };

    private Dictionary<Value, CallEvent> Calls()
    {
        Dictionary<Value, CallEvent> calls = [];
        foreach (PathEvent happened in _path.Events)
        {
            if (happened is CallEvent { IsFollowed: false } call)
            {
                calls[call.Result] = call;
            }
        }
        return calls;
    }

    /// <summary>The form of a value.</summary>
    public Value Of(Value value) => Of(value, 0);

    /// <summary>The form of a place.</summary>
    public Place Of(Place place) => Of(place, 0);

    private Value Of(Value value, int depth)
    {
        if (depth > MostDepth)
        {
            return value;
        }
        switch (value)
        {
            case HeldValue { Place: { Member: IPropertySymbol { Name: "Value", ContainingType.Name: "KeyValuePair" }, Base: Value pair } }:
                return Of(pair, depth + 1);
            case HeldValue held:
                return new HeldValue(Of(held.Place, depth + 1));
            case OutValue { Result: HeldValue { Place.Index: not null } pair }:
                // A key and a value that were taken apart.
                return Of(pair, depth + 1);
            case ResultValue or OutValue:
                if (_path.AsFoundLater(value) is HeldValue later)
                {
                    return new HeldValue(Of(later.Place, depth + 1));
                }
                return CallOf(value) is CallEvent call && TakesElement(call.Method) && Collection(call) is Value collection && value is not HeldValue
                    ? new HeldValue(Place.ElementOf(Source(collection, depth + 1), AnyIndexValue.Instance))
                    : value;
            default:
                return value;
        }
    }

    private Place Of(Place place, int depth) => place.Index is null
        ? place with { Base = Of(place.Base, depth) }
        : Place.ElementOf(Source(place.Base, depth), AnyIndexValue.Instance);

    /// <summary>The collection whose elements these are.</summary>
    private Value Source(Value collection, int depth)
    {
        if (depth > MostDepth)
        {
            return collection;
        }
        if (collection is HeldValue { Place: { Member: IPropertySymbol { Name: "Values" }, Base: Value map } })
        {
            return Of(map, depth + 1);
        }
        if (CallOf(collection) is CallEvent call && collection is ResultValue && _path.AsFoundLater(collection) is not HeldValue && KeepsElements(call.Method) && Collection(call) is Value source)
        {
            return Source(source, depth + 1);
        }
        return Of(collection, depth + 1);
    }

    private static Value? Collection(CallEvent call) => call.Receiver ?? (call.Method.IsExtensionMethod && !call.Arguments.IsEmpty ? call.Arguments[0] : null);

    private static bool KeepsElements(IMethodSymbol method) => Disposables.IsFramework(method)
        && method.Name is "Reverse" or "ToArray" or "ToList" or "AsEnumerable" or "AsSpan" or "Where" or "OfType" or "Cast" or "Take" or "Skip" or "Concat" or "Distinct" or "OrderBy" or "OrderByDescending";

    private static bool TakesElement(IMethodSymbol method) => Disposables.IsFramework(method)
        && method.Name is "Pop" or "Dequeue" or "First" or "Last" or "Single" or "FirstOrDefault" or "LastOrDefault" or "ElementAt" or "Take" or "TryPop" or "TryDequeue" or "TryTake"
            or "TryRemove" or "TryGetValue" or "Remove" or "TryPeek" or "Peek";
}
