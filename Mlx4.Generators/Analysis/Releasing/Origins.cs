using System.Collections.Generic;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Releasing;

/// <summary>
/// Tells where the values of a path come from, in a form in which a stage and a cleanup can be compared: what a call on an object gave is
/// taken to lie in that object, and no index matters.
/// </summary>
internal sealed class Origins
{
    /// <summary>How deep a chain of objects is followed.</summary>
    private const int MostDepth = 20;

    private readonly Dictionary<Value, Value> _receivers = [];

    /// <summary>Notes what a call gave.</summary>
    public void Note(PathEvent happened)
    {
        if (happened is CallEvent { IsFollowed: false, Receiver: Value receiver } call)
        {
            _receivers[call.Result] = receiver;
        }
    }

    /// <summary>The value, as a part of what the method found.</summary>
    public Value Of(Value value) => Of(value, 0);

    /// <summary>The place, as a part of what the method found.</summary>
    public Place Of(Place place) => Of(place, 0);

    /// <summary>The place that a value was found in; null if the path made it.</summary>
    public Place? PlaceOf(Value value) => (Of(value) as HeldValue)?.Place;

    private Place Of(Place place, int depth) => new(Of(place.Base, depth + 1), place.Member, place.Index is null ? null : AnyIndexValue.Instance);

    private Value Of(Value value, int depth) => depth > MostDepth ? value : value switch
    {
        HeldValue held => new HeldValue(Of(held.Place, depth)),
        OutValue given => Of(given.Result, depth + 1),
        EnumeratorValue enumerator => Of(enumerator.Collection, depth + 1),
        ResultValue when _receivers.TryGetValue(value, out Value? receiver) && !receiver.Equals(value) => new HeldValue(Place.ElementOf(Of(receiver, depth + 1), AnyIndexValue.Instance)),
        _ => value,
    };
}
