using System.Collections.Immutable;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>How far a path has come. Nothing of it ever changes, so that paths share what they have in common.</summary>
/// <param name="Variables">What variables, parameters and temporaries hold.</param>
/// <param name="Heap">What members and elements hold, where it is not what they held when the method began.</param>
/// <param name="Facts">What is known of values.</param>
/// <param name="Events">What has happened, the latest first.</param>
/// <param name="IsCaught">Whether a call was taken to have thrown what was caught then.</param>
internal sealed record PathState(
    SmallMap<Slot, Value> Variables, SmallMap<Place, Value> Heap, Facts Facts, EventList? Events, bool IsCaught)
{
    public static readonly PathState Start = new(
        SmallMap<Slot, Value>.Empty, SmallMap<Place, Value>.Empty, Facts.None, Events: null, IsCaught: false);

    /// <summary>What a place holds.</summary>
    public Value Read(Place place) => Heap.TryGetValue(place, out Value? value) ? value : new HeldValue(place);

    /// <summary>The state after an event.</summary>
    public PathState After(PathEvent happened) => this with { Events = new EventList(Events, happened) };

    /// <summary>The state in which a value is true, or in which it is false; null if it cannot be.</summary>
    public PathState? Assume(Value value, bool truth) => Facts.Assume(value, truth) is not Facts facts ? null
        : ReferenceEquals(facts, Facts) ? this
        : this with { Facts = facts };

    /// <summary>One state for two that have come the same way and did the same, with what is true in both.</summary>
    /// <returns>Null if they did not.</returns>
    public PathState? Merge(PathState other)
    {
        if (!ReferenceEquals(Events, other.Events) || !ReferenceEquals(Heap, other.Heap) || IsCaught != other.IsCaught)
        {
            return null;
        }
        SmallMap<Slot, Value> variables = Variables;
        if (!ReferenceEquals(variables, other.Variables))
        {
            foreach (System.Collections.Generic.KeyValuePair<Slot, Value> variable in Variables)
            {
                if (!other.Variables.TryGetValue(variable.Key, out Value? value) || !value.Equals(variable.Value))
                {
                    variables = variables.Remove(variable.Key);
                }
            }
        }
        return this with { Variables = variables, Facts = Facts.And(other.Facts) };
    }
}

/// <summary>A variable of a run: a local, a parameter, or a temporary of the compiler.</summary>
/// <param name="Frame">The run.</param>
/// <param name="Variable">The symbol, or the number of the temporary.</param>
internal sealed record Slot(Frame Frame, object Variable)
{
    public override int GetHashCode() => Variable.GetHashCode();
}

/// <summary>Events, the latest first; lists share what they have in common.</summary>
internal sealed class EventList(EventList? before, PathEvent latest)
{
    public EventList? Before { get; } = before;

    public PathEvent Latest { get; } = latest;

    public int Count { get; } = (before?.Count ?? 0) + 1;

    /// <summary>The events in the order in which they happened.</summary>
    public static ImmutableArray<PathEvent> InOrder(EventList? events)
    {
        ImmutableArray<PathEvent>.Builder all = ImmutableArray.CreateBuilder<PathEvent>(events?.Count ?? 0);
        all.Count = all.Capacity;
        for (int i = all.Count - 1; events is not null; events = events.Before, i--)
        {
            all[i] = events.Latest;
        }
        return all.MoveToImmutable();
    }
}
