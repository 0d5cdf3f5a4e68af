using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>Members, elements and variables: where they are, what they hold, what is put into them.</summary>
internal sealed partial class Evaluator
{
    /// <summary>Finds the place that a member or element reference names.</summary>
    private void Locate(IOperation operation, PathState state, Action<PathState, Place> then)
    {
        switch (operation)
        {
            case IFieldReferenceOperation field:
                Owner(field, field.Instance, field.Field, state, (after, owner) => then(after, Place.Of(owner, field.Field)));
                break;
            case IEventReferenceOperation reference:
                Owner(reference, reference.Instance, reference.Event, state, (after, owner) => then(after, Place.Of(owner, reference.Event)));
                break;
            case IPropertyReferenceOperation { Property.IsIndexer: false } property:
                Owner(property, property.Instance, property.Property, state, (after, owner) => then(after, Place.Of(owner, property.Property)));
                break;
            case IPropertyReferenceOperation indexer:
                Owner(indexer, indexer.Instance, indexer.Property, state, (after, owner) =>
                    Sequence(ValuesOf(indexer.Arguments), after, (located, indexes) => then(located, Place.ElementOf(owner, IndexOf(indexes)))));
                break;
            case IArrayElementReferenceOperation element:
                Evaluate(element.ArrayReference, state, (after, array) =>
                    Sequence([.. element.Indices], Use(after, element, array, UseKind.Dereference), (located, indexes) => then(located, Place.ElementOf(array, IndexOf(indexes)))));
                break;
            case IImplicitIndexerReferenceOperation element:
                Evaluate(element.Instance, state, (after, collection) =>
                    Evaluate(element.Argument, Use(after, element, collection, UseKind.Dereference), (located, index) => then(located, Place.ElementOf(collection, index))));
                break;
            default:
                throw new ArgumentException($"{operation.Kind} is no place", nameof(operation));
        }
    }

    private Value IndexOf(ImmutableArray<Value> indexes) => indexes is [Value index] ? index : new ResultValue(frame.Graph.OriginalOperation, explorer.NextSerial());

    /// <summary>Whose member it is; looking at an object's member is a use of the object.</summary>
    private void Owner(IOperation operation, IOperation? instance, ISymbol member, PathState state, Continuation then)
    {
        if (instance is null)
        {
            then(state, new TypeValue(member.ContainingType));
            return;
        }
        Evaluate(instance, state, (after, owner) => then(Use(after, operation, owner, UseKind.Dereference), owner));
    }

    /// <summary>Reads a place; what an accessor of the type does is followed.</summary>
    private void Load(IOperation operation, PathState state, Place place, Continuation then)
    {
        if (operation is IPropertyReferenceOperation reference)
        {
            if (place.Base is EnumeratorValue enumerator && reference.Property.Name == "Current")
            {
                then(state, state.Read(Place.ElementOf(enumerator.Collection, Fresh(operation))));
                return;
            }
            if (Errors.IsInitResult(reference.Property.ContainingType) && OfResult(reference.Property.Name, place.Base) is Value known)
            {
                then(state, known);
                return;
            }
            if (reference.Property.GetMethod is IMethodSymbol getter
                && IsOwn(place.Base)
                && explorer.Follow(frame, getter, IsVirtual(reference), place.Base, reference) is Frame callee)
            {
                Sequence(ValuesOf(reference.Arguments), state, (after, arguments) => Enter(reference, getter, place.Base, arguments, after, callee, then));
                return;
            }
        }
        then(state, state.Read(place));
    }

    /// <summary>What is asked of the result of a load, as a question about its error.</summary>
    private static Value? OfResult(string property, Value result) => property switch
    {
        "Error" => result,
        "Failed" => new TestValue(TestKind.NotEqual, result, ConstantValue.Default),
        "Succeeded" => new TestValue(TestKind.Equal, result, ConstantValue.Default),
        _ => null,
    };

    /// <summary>An assignment.</summary>
    private void Assign(IOperation assignment, IOperation target, IOperation source, PathState state, Continuation then)
    {
        // The target's owner and index come before the value.
        if (IsPlace(target))
        {
            Locate(target, state, (located, place) => Evaluate(source, located, (after, value) => Keep(assignment, target, place, after, value, then)));
            return;
        }
        Evaluate(source, state, (after, value) => Store(assignment, target, after, value, then));
    }

    /// <summary>Puts a value where an expression says.</summary>
    private void Store(IOperation assignment, IOperation target, PathState state, Value value, Continuation then)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                then(SetVariable(assignment, local.Local, state, value), value);
                break;
            case IParameterReferenceOperation { Parameter: IParameterSymbol captured } when IsCapturedByObject(captured) && !SymbolEqualityComparer.Default.Equals(frame.Method, captured.ContainingSymbol):
                Put(assignment, Place.Of(frame.This, captured), state, value, then);
                break;
            case IParameterReferenceOperation parameter:
                then(SetVariable(assignment, parameter.Parameter, state, value), value);
                break;
            case IFlowCaptureReferenceOperation capture when explorer.Captured(frame.Graph, capture.Id) is IOperation captured:
                // The target of `x = a ? b : c` was captured before the branch.
                Store(assignment, captured, state, value, then);
                break;
            case IDiscardOperation:
                then(Use(state, assignment, value, UseKind.Discard), value);
                break;
            case IDeclarationExpressionOperation declaration:
                Store(assignment, declaration.Expression, state, value, then);
                break;
            case not null when IsPlace(target):
                Locate(target, state, (located, place) => Keep(assignment, target, place, located, value, then));
                break;
            default:
                then(state, value);
                break;
        }
    }

    private PathState SetVariable(IOperation assignment, ISymbol variable, PathState state, Value value)
    {
        Slot slot = new(frame.OwnerOf(variable), variable);
        _ = state.Variables.TryGetValue(slot, out Value? old);
        return (state with { Variables = state.Variables.SetItem(slot, value) }).After(new AssignEvent(assignment, frame, state.Facts, variable, old, value));
    }

    /// <summary>Keeps a value in a place; a setter of the type that is more than that is followed.</summary>
    private void Keep(IOperation assignment, IOperation target, Place place, PathState state, Value value, Continuation then)
    {
        if (target is IPropertyReferenceOperation { Property.SetMethod: IMethodSymbol setter } reference
            && IsOwn(place.Base)
            && explorer.Follow(frame, setter, IsVirtual(reference), place.Base, assignment) is Frame callee)
        {
            Sequence(ValuesOf(reference.Arguments), state, (after, arguments) =>
                Enter(assignment, setter, place.Base, arguments.Add(value), after, callee, (returned, _) => then(returned, value)));
            return;
        }
        Put(assignment, place, state, value, then);
    }

    private void Put(IOperation assignment, Place place, PathState state, Value value, Continuation then)
    {
        Value old = state.Read(place);
        PathState kept = Use(state, assignment, value, UseKind.Store);
        kept = kept with { Heap = kept.Heap.SetItem(place, value) };
        then(kept.After(new StoreEvent(assignment, frame, state.Facts, place, old, value)), value);
    }

    /// <summary>Whether the accessor of an override runs: not if it is called by <c>base</c>.</summary>
    private static bool IsVirtual(IPropertyReferenceOperation reference) => reference.Instance?.Syntax.IsKind(SyntaxKind.BaseExpression) != true;

    private static bool IsPlace(IOperation operation) => operation is IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation
        or IEventReferenceOperation or IImplicitIndexerReferenceOperation;

    /// <summary>Several targets, each with its part of a tuple; parts of what is no tuple are not known.</summary>
    private void Deconstruct(IDeconstructionAssignmentOperation deconstruction, PathState state, Continuation then)
    {
        if (deconstruction.Target is ITupleOperation targets && Bare(deconstruction.Value) is ITupleOperation parts && targets.Elements.Length == parts.Elements.Length)
        {
            Sequence(parts.Elements, state, (after, values) => StoreAll(targets, 0, after, i => values[i]));
            return;
        }
        Evaluate(deconstruction.Value, state, (after, whole) =>
        {
            PathState used = Use(after, deconstruction, whole, UseKind.Operand);
            if (Bare(deconstruction.Target) is ITupleOperation tuple)
            {
                StoreAll(tuple, 0, used, i => new OutValue(whole, i));
                return;
            }
            then(used, whole);
        });

        void StoreAll(ITupleOperation tuple, int i, PathState before, Func<int, Value> part)
        {
            if (i == tuple.Elements.Length)
            {
                then(before, Fresh(deconstruction));
                return;
            }
            Store(deconstruction, Bare(tuple.Elements[i]), before, part(i), (after, _) => StoreAll(tuple, i + 1, after, part));
        }
    }

    private static IOperation Bare(IOperation operation) => operation switch
    {
        IConversionOperation conversion => Bare(conversion.Operand),
        IDeclarationExpressionOperation declaration => Bare(declaration.Expression),
        _ => operation,
    };

    private void Subscribe(IEventAssignmentOperation subscription, PathState state, Continuation then)
    {
        if (subscription.EventReference is not IEventReferenceOperation reference)
        {
            then(state, Fresh(subscription));
            return;
        }
        Owner(reference, reference.Instance, reference.Event, state, (after, owner) => Evaluate(subscription.HandlerValue, after, (evaluated, handler) =>
            then(evaluated.After(new SubscribeEvent(subscription, frame, evaluated.Facts, owner, reference.Event, handler, subscription.Adds)), Fresh(subscription))));
    }
}
