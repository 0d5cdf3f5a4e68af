using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>All paths through a method, as far as they were followed.</summary>
/// <param name="Paths">The paths.</param>
/// <param name="IsComplete">Whether there are no others, but for more rounds of loops.</param>
internal sealed record Exploration(ImmutableArray<ExecutedPath> Paths, bool IsComplete)
{
    public static readonly Exploration Empty = new(ImmutableArray<ExecutedPath>.Empty, IsComplete: true);
}

/// <summary>One path through a method, with all that it calls.</summary>
/// <param name="Events">What happened, in order.</param>
/// <param name="Facts">What was known at the end.</param>
/// <param name="Heap">What members and elements held at the end, where it is not what they held at the beginning.</param>
/// <param name="End">How it ended.</param>
/// <param name="Result">What it returned; for a method that returns an error, what is known of it says whether it failed.</param>
/// <param name="Operation">The return or throw; none at the closing brace.</param>
/// <param name="IsCaught">Whether a call was taken to have thrown what was caught then.</param>
internal sealed record ExecutedPath(
    ImmutableArray<PathEvent> Events,
    Facts Facts,
    SmallMap<Place, Value> Heap,
    PathEnd End,
    Value? Result,
    IOperation? Operation,
    bool IsCaught)
{
    /// <summary>Whether the path ends in success: it returns nothing, or the error that is none.</summary>
    public bool Succeeds => End == PathEnd.Return && (Result is null || Facts.IsDefault(Result) is true);

    /// <summary>
    /// The place as another method would find it after this path: an object that the path made and kept is what is held where it was kept.
    /// </summary>
    public Place AsFoundLater(Place place) => place with { Base = AsFoundLater(place.Base), Index = place.Index is null ? null : AsFoundLater(place.Index) };

    /// <summary>The value as another method would find it after this path.</summary>
    public Value AsFoundLater(Value value)
    {
        if (value is HeldValue held)
        {
            return new HeldValue(AsFoundLater(held.Place));
        }
        // A member of the object itself, before one of an object in it.
        Place? inside = null;
        foreach (System.Collections.Generic.KeyValuePair<Place, Value> kept in Heap)
        {
            if (!kept.Value.Equals(value))
            {
                continue;
            }
            if (kept.Key.IsOwn)
            {
                return new HeldValue(kept.Key);
            }
            if (inside is null && !kept.Key.Base.Equals(value))
            {
                inside = kept.Key;
            }
        }
        return inside is null ? value : new HeldValue(AsFoundLaterWithout(inside, value));
    }

    /// <summary>Follows a chain of objects, each kept in the next; a ring is cut.</summary>
    private Place AsFoundLaterWithout(Place place, Value without)
    {
        if (place.Base is not ResultValue)
        {
            return place;
        }
        foreach (System.Collections.Generic.KeyValuePair<Place, Value> kept in Heap)
        {
            if (kept.Value.Equals(place.Base) && !kept.Key.Base.Equals(without) && kept.Key.IsOwn)
            {
                return place with { Base = new HeldValue(kept.Key) };
            }
        }
        return place;
    }
}

/// <summary>How a path ends.</summary>
internal enum PathEnd
{
    /// <summary>By a return, or at the closing brace.</summary>
    Return,

    /// <summary>By a throw that the code states, or <c>ThrowIfFailed</c>.</summary>
    Throw,
}
