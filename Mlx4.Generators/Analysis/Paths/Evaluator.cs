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
                RunStatement(statement, state, then);
                break;
            case IParenthesizedOperation parenthesized:
                Evaluate(parenthesized.Operand, state, then);
                break;
            case IConversionOperation { OperatorMethod: null } conversion:
                Evaluate(conversion.Operand, state, then);
                break;
            case IAwaitOperation awaited:
                Dereference(awaited, awaited.Operation, state, then);
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
                Capture(capture, state, then);
                break;
            case IFlowCaptureReferenceOperation capture:
                then(state, state.Variables.TryGetValue(new Slot(frame, capture.Id), out Value? held) ? held : Fresh(operation));
                break;
            case IPropertyReferenceOperation { Property: { Name: "HasValue", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }, Instance: IOperation asked }:
                Compare(asked, TestKind.NotEqual, ConstantValue.Default, state, then);
                break;
            case IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }, Instance: IOperation taken }:
                Dereference(operation, taken, state, then);
                break;
            case IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation or IEventReferenceOperation or IImplicitIndexerReferenceOperation:
                Load(operation, state, then);
                break;
            case ISimpleAssignmentOperation assignment:
                Assign(assignment, assignment.Target, assignment.Value, state, then);
                break;
            case ICompoundAssignmentOperation compound:
                Compound(compound, state, then);
                break;
            case IIncrementOrDecrementOperation step:
                Step(step, state, then);
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
                Binary(binary, state, then);
                break;
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } not:
                Compare(not.Operand, TestKind.Equal, new ConstantValue(false), state, then);
                break;
            case IIsNullOperation test:
                Compare(test.Operand, TestKind.Equal, ConstantValue.Default, state, then);
                break;
            case IIsPatternOperation pattern:
                Match(pattern, state, then);
                break;
            case IIsTypeOperation type:
                Compare(type.ValueOperand, type.IsNegated ? TestKind.Equal : TestKind.NotEqual, ConstantValue.Default, state, then);
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
                UseOperands(operation, state, then);
                break;
        }
        _depth--;
    }

    private void RunStatement(IExpressionStatementOperation statement, PathState state, Continuation then) =>
        Evaluate(statement.Operation, state, (after, value) => then(Drop(after, statement.Operation, value), value));

    private void Dereference(IOperation operation, IOperation operand, PathState state, Continuation then) =>
        Evaluate(operand, state, (after, value) => then(Use(after, operation, value, UseKind.Dereference), value));

    private void Capture(IFlowCaptureOperation capture, PathState state, Continuation then)
    {
        explorer.Capture(frame.Graph, capture);
        Evaluate(capture.Value, state, (after, value) => then(SetSlot(after, capture.Id, value), value));
    }

    private void Compare(IOperation operand, TestKind kind, Value other, PathState state, Continuation then) =>
        Evaluate(operand, state, (after, value) => then(after, new TestValue(kind, value, other)));

    private void Load(IOperation operation, PathState state, Continuation then) =>
        Locate(operation, state, (after, place) => Load(operation, after, place, then));

    private void Compound(ICompoundAssignmentOperation compound, PathState state, Continuation then) =>
        Sequence([compound.Target, compound.Value], state, (after, values) => Store(compound, compound.Target, UseAll(after, compound, values), Fresh(compound), then));

    private void Step(IIncrementOrDecrementOperation step, PathState state, Continuation then) =>
        Evaluate(step.Target, state, (after, _) => Store(step, step.Target, after, Fresh(step), then));

    private void Binary(IBinaryOperation binary, PathState state, Continuation then) =>
        Evaluate(binary.LeftOperand, state, (before, left) => Evaluate(binary.RightOperand, before, (after, right) => Binary(binary, after, left, right, then)));

    private void Match(IIsPatternOperation pattern, PathState state, Continuation then) =>
        Evaluate(pattern.Value, state, (after, value) => Match(pattern.Pattern, after, value, then));

    private void UseOperands(IOperation operation, PathState state, Continuation then) =>
        Sequence([.. operation.ChildOperations], state, (after, values) => then(UseAll(after, operation, values), Fresh(operation)));

    /// <summary>Runs several operations, one after the other.</summary>
    private void Sequence(IReadOnlyList<IOperation> operations, PathState state, Action<PathState, ImmutableArray<Value>> then)
    {
        switch (operations.Count)
        {
            case 0:
                then(state, ImmutableArray<Value>.Empty);
                break;
            case 1:
                Evaluate(operations[0], state, (after, value) => then(after, ImmutableArray.Create(value)));
                break;
            default:
                Sequence(operations, ImmutableArray<Value>.Empty, state, then);
                break;
        }
    }

    private void Sequence(IReadOnlyList<IOperation> operations, ImmutableArray<Value> values, PathState state, Action<PathState, ImmutableArray<Value>> then)
    {
        if (values.Length == operations.Count)
        {
            then(state, values);
            return;
        }
        Evaluate(operations[values.Length], state, (after, value) => Sequence(operations, values.Add(value), after, then));
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
