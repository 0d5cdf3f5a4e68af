using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>What is done with the state after an expression and with what it comes to; once for each way through the expression.</summary>
internal delegate void Continuation(PathState state, Value value);

/// <summary>Runs the operations of one body, in the order in which the compiler says that they run.</summary>
/// <param name="explorer">Follows calls.</param>
/// <param name="frame">The run of the body.</param>
internal sealed partial class Evaluator(PathExplorer explorer, Frame frame)
{
    /// <summary>How deep an expression is looked into.</summary>
    private const int MostDepth = 100;

    private List<BodyExit> _thrown = [];
    private int _depth;

    /// <summary>Runs an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="state">The state before it.</param>
    /// <param name="thrown">Takes what is thrown on the way.</param>
    /// <param name="then">Takes every state after it.</param>
    public void Evaluate(IOperation operation, PathState state, List<BodyExit> thrown, Continuation then)
    {
        _thrown = thrown;
        Evaluate(operation, state, then);
    }

    /// <summary>The state after a use of a value, told as an event if it is worth it.</summary>
    public PathState Use(PathState state, IOperation operation, Value value, UseKind kind) => value switch
    {
        ConstantValue or ThisValue or TypeValue or ItemIndexValue => state,
        TestValue test => Use(Use(state, operation, test.Operand, kind), operation, test.Other, kind),
        _ => state.After(new UseEvent(operation, frame, state.Facts, value, kind)),
    };

    private ResultValue Fresh(IOperation operation) => new ResultValue(operation, explorer.NextSerial());

    private void Evaluate(IOperation operation, PathState state, Continuation then)
    {
        if (operation.ConstantValue is { HasValue: true, Value: var constant } && operation is not (ISimpleAssignmentOperation or IFlowCaptureOperation))
        {
            then(state, new ConstantValue(constant));
            return;
        }
        if (_depth > MostDepth)
        {
            then(state, Fresh(operation));
            return;
        }
        _depth++;
        switch (operation)
        {
            case IExpressionStatementOperation statement:
                Evaluate(statement.Operation, state, (after, value) => then(Drop(after, statement.Operation, value), value));
                break;
            case IParenthesizedOperation parenthesized:
                Evaluate(parenthesized.Operand, state, then);
                break;
            case IConversionOperation { OperatorMethod: null } conversion:
                Evaluate(conversion.Operand, state, then);
                break;
            case IAwaitOperation awaited:
                Evaluate(awaited.Operation, state, (after, value) => then(Use(after, awaited, value, UseKind.Dereference), value));
                break;
            case IInstanceReferenceOperation:
                then(state, frame.This);
                break;
            case IDefaultValueOperation:
                then(state, ConstantValue.Default);
                break;
            case ILocalReferenceOperation local:
                then(state, Read(state, local.Local, local));
                break;
            case IParameterReferenceOperation parameter:
                then(state, Read(state, parameter.Parameter, parameter));
                break;
            case IFlowCaptureOperation capture:
                explorer.Capture(frame.Graph, capture);
                Evaluate(capture.Value, state, (after, value) => then(SetSlot(after, capture.Id, value), value));
                break;
            case IFlowCaptureReferenceOperation capture:
                then(state, state.Variables.TryGetValue(new Slot(frame, capture.Id), out Value? held) ? held : Fresh(operation));
                break;
            case IPropertyReferenceOperation { Property: { Name: "HasValue", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }, Instance: IOperation asked }:
                Evaluate(asked, state, (after, value) => then(after, new TestValue(TestKind.NotEqual, value, ConstantValue.Default)));
                break;
            case IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }, Instance: IOperation taken }:
                Evaluate(taken, state, (after, value) => then(Use(after, operation, value, UseKind.Dereference), value));
                break;
            case IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation or IEventReferenceOperation or IImplicitIndexerReferenceOperation:
                Locate(operation, state, (after, place) => Load(operation, after, place, then));
                break;
            case ISimpleAssignmentOperation assignment:
                Assign(assignment, assignment.Target, assignment.Value, state, then);
                break;
            case ICompoundAssignmentOperation compound:
                Sequence([compound.Target, compound.Value], state, (after, values) => Store(compound, compound.Target, UseAll(after, operation, values), Fresh(operation), then));
                break;
            case IIncrementOrDecrementOperation step:
                Evaluate(step.Target, state, (after, _) => Store(step, step.Target, after, Fresh(operation), then));
                break;
            case IDeconstructionAssignmentOperation deconstruction:
                Deconstruct(deconstruction, state, then);
                break;
            case IEventAssignmentOperation subscription:
                Subscribe(subscription, state, then);
                break;
            case IInvocationOperation invocation:
                Invoke(invocation, state, then);
                break;
            case IObjectCreationOperation creation:
                Create(creation, state, then);
                break;
            case IBinaryOperation binary:
                Sequence([binary.LeftOperand, binary.RightOperand], state, (after, values) => Binary(binary, after, values[0], values[1], then));
                break;
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } not:
                Evaluate(not.Operand, state, (after, value) => then(after, new TestValue(TestKind.Equal, value, new ConstantValue(false))));
                break;
            case IIsNullOperation test:
                Evaluate(test.Operand, state, (after, value) => then(after, new TestValue(TestKind.Equal, value, ConstantValue.Default)));
                break;
            case IIsPatternOperation pattern:
                Evaluate(pattern.Value, state, (after, value) => Match(pattern.Pattern, after, value, then));
                break;
            case IIsTypeOperation type:
                Evaluate(type.ValueOperand, state, (after, value) =>
                    then(after, new TestValue(type.IsNegated ? TestKind.Equal : TestKind.NotEqual, value, ConstantValue.Default)));
                break;
            case IDelegateCreationOperation creation:
                Evaluate(creation.Target, state, then);
                break;
            case IFlowAnonymousFunctionOperation lambda:
                then(state, new FunctionValue(lambda.Symbol, lambda, frame));
                break;
            case IMethodReferenceOperation reference:
                then(state, new FunctionValue(reference.Method, null, reference.Method.MethodKind == MethodKind.LocalFunction ? frame : null));
                break;
            case IDeclarationExpressionOperation declaration:
                Evaluate(declaration.Expression, state, then);
                break;
            default:
                Sequence([.. operation.ChildOperations], state, (after, values) => then(UseAll(after, operation, values), Fresh(operation)));
                break;
        }
        _depth--;
    }

    /// <summary>Runs several operations, one after the other.</summary>
    private void Sequence(IReadOnlyList<IOperation> operations, PathState state, Action<PathState, ImmutableArray<Value>> then)
    {
        Next(state, ImmutableArray<Value>.Empty);

        void Next(PathState before, ImmutableArray<Value> values)
        {
            if (values.Length == operations.Count)
            {
                then(before, values);
                return;
            }
            Evaluate(operations[values.Length], before, (after, value) => Next(after, values.Add(value)));
        }
    }

    private PathState UseAll(PathState state, IOperation operation, ImmutableArray<Value> values, UseKind kind = UseKind.Operand)
    {
        foreach (Value value in values)
        {
            state = Use(state, operation, value, kind);
        }
        return state;
    }

    /// <summary>The result of a statement is not looked at, if it is of a call.</summary>
    private PathState Drop(PathState state, IOperation operation, Value value)
    {
        while (operation is IConversionOperation or IAwaitOperation or IParenthesizedOperation)
        {
            operation = operation switch
            {
                IConversionOperation conversion => conversion.Operand,
                IAwaitOperation awaited => awaited.Operation,
                _ => ((IParenthesizedOperation)operation).Operand,
            };
        }
        return operation is IInvocationOperation or IObjectCreationOperation ? state.After(new DropEvent(operation, frame, state.Facts, value)) : state;
    }

    private Value Read(PathState state, ISymbol variable, IOperation operation) =>
        state.Variables.TryGetValue(new Slot(frame.OwnerOf(variable), variable), out Value? value) ? value
        : IsCapturedByObject(variable) ? state.Read(Place.Of(frame.This, variable))
        : Fresh(operation);

    /// <summary>Whether a variable is a parameter of the primary constructor, which in methods is a field by another name.</summary>
    private static bool IsCapturedByObject(ISymbol variable) => variable is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } };

    private PathState SetSlot(PathState state, object variable, Value value) =>
        state with { Variables = state.Variables.SetItem(new Slot(variable is ISymbol symbol ? frame.OwnerOf(symbol) : frame, variable), value) };

    private void Binary(IBinaryOperation binary, PathState state, Value left, Value right, Continuation then)
    {
        TestKind? kind = binary.OperatorKind switch
        {
            BinaryOperatorKind.Equals => TestKind.Equal,
            BinaryOperatorKind.NotEquals => TestKind.NotEqual,
            BinaryOperatorKind.LessThan or BinaryOperatorKind.GreaterThan => TestKind.Unequal,
            BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThanOrEqual => TestKind.AtLeast,
            _ => null,
        };
        if (kind is TestKind known)
        {
            // Greater is less, seen from the other side.
            bool isTurned = binary.OperatorKind is BinaryOperatorKind.GreaterThan or BinaryOperatorKind.LessThanOrEqual;
            then(state, isTurned ? new TestValue(known, right, left) : new TestValue(known, left, right));
            return;
        }
        then(Use(Use(state, binary, left, UseKind.Operand), binary, right, UseKind.Operand), Fresh(binary));
    }
}
