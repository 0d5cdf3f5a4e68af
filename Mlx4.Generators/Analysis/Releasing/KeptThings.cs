using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Releasing;

/// <summary>Something that a path made and kept.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Place">Where, as another method finds it.</param>
/// <param name="Written">The assignment, or the call that put it into a collection.</param>
/// <param name="Others">Other places from which it may be released: where it is kept too, and what wraps it.</param>
internal sealed record KeptThing(ITypeSymbol Type, Place Place, IOperation Written, ImmutableArray<Place> Others);

/// <summary>Finds what a path makes, keeps in the object, in a collection of it or in an item, and still holds when it has succeeded.</summary>
internal sealed class KeptThings
{
    private readonly FlowHost _host;
    private readonly ExecutedPath _path;
    private readonly Origins _origins = new();
    private readonly Dictionary<Value, ITypeSymbol> _made = [];
    private readonly HashSet<Value> _gone = [];

    /// <summary>What was made with a thing: what wraps it, or the array that it is written into.</summary>
    private readonly List<(Value Whole, Value Part)> _wholes = [];
    private readonly List<(Value Value, Place Place, IOperation Written)> _kept = [];

    private KeptThings(FlowHost host, ExecutedPath path)
    {
        _host = host;
        _path = path;
    }

    /// <summary>What a path keeps.</summary>
    public static IEnumerable<KeptThing> Of(FlowHost host, ExecutedPath path)
    {
        KeptThings things = new(host, path);
        foreach (PathEvent happened in path.Events)
        {
            things._origins.Note(happened);
            things.Add(happened);
        }
        return things.Kept();
    }

    private void Add(PathEvent happened)
    {
        foreach (Made made in Makes.Of(happened))
        {
            _made[made.Value] = made.Type;
        }
        if (_made.Count == 0)
        {
            return;
        }
        foreach (Value released in Releases.Of(happened))
        {
            _ = _gone.Add(released);
        }
        switch (happened)
        {
            case StoreEvent store:
                AddStore(store);
                break;
            case CallEvent { IsFollowed: false } call:
                AddCall(call);
                break;
            case CreateEvent create:
                Wrap(create.Created, create.Arguments);
                break;
            case UseEvent { Kind: UseKind.Operand } use when use.Operation is IArrayInitializerOperation or IArrayCreationOperation || use.Operation.Syntax is CollectionExpressionSyntax:
                _wholes.Add((new ResultValue(use.Operation, 0), use.Value));
                break;
            default:
                break;
        }
    }

    private void AddStore(StoreEvent store)
    {
        if (_made.ContainsKey(store.New))
        {
            _kept.Add((store.New, store.Place, Stored.Written(store)));
        }
        // An array is kept with all that is written into it.
        foreach (Value part in PartsOf(store.New))
        {
            _kept.Add((part, Place.ElementOf(store.New, AnyIndexValue.Instance), Stored.Written(store)));
        }
    }

    private IEnumerable<Value> PartsOf(Value value) => value is not ResultValue { Operation: IOperation operation } ? [] : _wholes
        .Where(each => each.Whole is ResultValue { Operation: IOperation whole } && whole == operation)
        .SelectMany(each => _made.ContainsKey(each.Part) ? [each.Part] : each.Part.Equals(value) ? [] : PartsOf(each.Part));

    private void AddCall(CallEvent call)
    {
        bool isCollection = Makes.IsCollection(call.Method.ContainingType);
        foreach (Value argument in call.Arguments)
        {
            if (!_made.ContainsKey(argument))
            {
                continue;
            }
            if (isCollection && call.Receiver is Value collection)
            {
                _kept.Add((argument, Place.ElementOf(collection, AnyIndexValue.Instance), call.Operation));
            }
            else if (TakesOver(call.Method))
            {
                _ = _gone.Add(argument);
            }
            else if (call.Receiver is not null)
            {
                _wholes.Add((call.Receiver, argument));
            }
        }
        Wrap(call.Result, call.Arguments);
    }

    /// <summary>Whether a method may take what it is given for its own.</summary>
    private static bool TakesOver(IMethodSymbol method) => method.Name is
        "Add" or "Adopt" or "AddRange" or "AddTo" or "Attach" or "AttachTo" or "DisposeWith" or "Enlist" or "Enqueue" or "Give" or "Own" or "Push" or "Register"
        or "RegisterForDispose" or "RegisterForDisposeAsync" or "Track" or "Transfer" or "TryAdd" or "TryWrite" or "Use" or "Write";

    private void Wrap(Value whole, ImmutableArray<Value> parts)
    {
        foreach (Value part in parts)
        {
            _wholes.Add((whole, part));
        }
    }

    private List<KeptThing> Kept()
    {
        List<KeptThing> things = [];
        foreach ((Value value, Place place, IOperation written) in _kept)
        {
            if (_gone.Contains(value) || _path.Facts.IsDefault(value) is true || !IsStillThere(place, value))
            {
                continue;
            }
            Place found = Found(place);
            if (found.Root is ISymbol root && _host.Bodies.IsOwn(root) && (place.Base is ResultValue || BelongsToTheObject(found)))
            {
                things.Add(new KeptThing(_made[value], found, written, PlacesOf(value, 0).Where(other => !other.Equals(found)).ToImmutableArray()));
            }
        }
        return things;
    }

    /// <summary>Whether a place is a member of the object, an element of a collection of it, or a member of such an element. What another object has in its members is that one's.</summary>
    private static bool BelongsToTheObject(Place place) =>
        place.IsOwn || (place.Base is HeldValue { Place: Place owner } && (place.Member is null || owner.Member is null) && BelongsToTheObject(owner));

    /// <summary>The place as another method finds it.</summary>
    private Place Found(Place place) => _origins.Of(_path.AsFoundLater(place));

    private bool IsStillThere(Place place, Value value) => !_path.Heap.TryGetValue(place, out Value? now) || now.Equals(value);

    /// <summary>Everywhere that a value, or something with it inside, is kept.</summary>
    private IEnumerable<Place> PlacesOf(Value value, int depth)
    {
        const int MostDepth = 4;
        foreach (KeyValuePair<Place, Value> held in _path.Heap.Where(held => held.Value.Equals(value)))
        {
            yield return Found(held.Key);
        }
        if (value is HeldValue place)
        {
            yield return Found(place.Place);
        }
        foreach ((Value _, Place other, IOperation _) in _kept.Where(each => each.Value.Equals(value)))
        {
            yield return Found(other);
        }
        foreach ((Value whole, Value _) in depth < MostDepth ? _wholes.Where(each => each.Part.Equals(value) && !each.Whole.Equals(value)) : [])
        {
            foreach (Place around in PlacesOf(whole, depth + 1))
            {
                yield return around;
            }
        }
    }
}
