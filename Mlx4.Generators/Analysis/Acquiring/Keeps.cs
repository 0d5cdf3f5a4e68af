using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Acquiring;

/// <summary>The calls and new objects of a stage whose values it keeps, on some path, where its cleanup gives them back.</summary>
internal sealed class Keeps
{
    private static readonly ImmutableHashSet<string> Adding = ImmutableHashSet.Create(
        StringComparer.Ordinal, "Add", "AddFirst", "AddLast", "TryAdd", "Push", "Enqueue", "TryEnqueue", "Insert", "Append", "Adopt", "Track", "Own");

    private readonly Dictionary<IOperation, Keep> _keeps = [];

    /// <summary>Looks at all paths of a stage.</summary>
    public Keeps(Exploration stage, Undoing undoing)
    {
        if (undoing.FreesNothing)
        {
            return;
        }
        foreach (ExecutedPath path in stage.Paths)
        {
            Shapes shapes = new(path);
            foreach (PathEvent happened in path.Events)
            {
                switch (happened)
                {
                    case StoreEvent store:
                        Add(store.New, shapes.Of(store.Place), NameOf(store), shapes, undoing);
                        break;
                    case CallEvent { IsFollowed: false } call when IsAdding(call.Method) && Collection(call) is Value collection:
                        Place place = shapes.Of(Place.ElementOf(collection, AnyIndexValue.Instance));
                        foreach (Value argument in call.Arguments)
                        {
                            Add(argument, place, Texts.Receiver(call.Operation), shapes, undoing);
                        }
                        break;
                    default:
                        break;
                }
            }
        }
    }

    /// <summary>How the value of a call or a creation is kept; null if it is not.</summary>
    public Keep? Of(IOperation acquiring) => _keeps.TryGetValue(acquiring, out Keep? keep) ? keep : null;

    /// <summary>Whether a call puts its argument into a collection, or hands it to an owner.</summary>
    public static bool IsAdding(IMethodSymbol method) => Adding.Contains(method.Name);

    private static Value? Collection(CallEvent call) => call.Receiver ?? (call.Method.IsExtensionMethod && !call.Arguments.IsEmpty ? call.Arguments[0] : null);

    private void Add(Value value, Place place, string name, Shapes shapes, Undoing undoing)
    {
        if (!undoing.Frees(place))
        {
            return;
        }
        if (value is ResultValue { Operation: IObjectCreationOperation creation })
        {
            if (!_keeps.ContainsKey(creation) && Disposables.MustBeDisposed(creation.Type) && undoing.Of(place, null, null) is Release disposes)
            {
                _keeps.Add(creation, new Keep(name, place, disposes, static result => result));
            }
            return;
        }
        if (shapes.CallOf(value) is CallEvent call && !_keeps.ContainsKey(call.Operation)
            && undoing.Of(place, call.Method, call.Receiver is null ? null : shapes.Of(call.Receiver)) is Release release)
        {
            _keeps.Add(call.Operation, new Keep(name, place, release, result => With(value, result)));
        }
    }

    /// <summary>The value that is to another run of a call what a value is to one.</summary>
    private static Value With(Value value, Value result) => value switch
    {
        OutValue given => new OutValue(With(given.Result, result), given.Ordinal),
        HeldValue held => new HeldValue(held.Place with { Base = With(held.Place.Base, result) }),
        _ => result,
    };

    private static string NameOf(StoreEvent store) => store.Operation switch
    {
        IAssignmentOperation assignment when store.Operation is not IDeconstructionAssignmentOperation => Texts.Of(assignment.Target.Syntax),
        IInvocationOperation invocation when store.New is OutValue given =>
            invocation.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == given.Ordinal) is IArgumentOperation argument ? Texts.Of(argument.Value.Syntax) : store.Place.ToString(),
        _ => store.Place.ToString(),
    };
}

/// <summary>Where a value is kept, and how it is given back there.</summary>
/// <param name="Name">The place, as the stage writes it.</param>
/// <param name="Place">The form of the place.</param>
/// <param name="Release">How the cleanup gives it back.</param>
/// <param name="ValueOf">What is kept, by the result of the call.</param>
internal sealed record Keep(string Name, Place Place, Release Release, Func<Value, Value> ValueOf);
