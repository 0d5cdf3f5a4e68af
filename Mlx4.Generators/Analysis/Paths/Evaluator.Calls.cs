using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>Calls: those of the type itself, of its local functions and of lambdas are followed, others are told.</summary>
internal sealed partial class Evaluator
{
    private void Invoke(IInvocationOperation invocation, PathState state, Continuation then)
    {
        if (invocation.Instance is null)
        {
            Arguments(invocation, state, (after, arguments) => Invoked(invocation, receiver: null, arguments, after, then));
            return;
        }
        Evaluate(invocation.Instance, state, (after, receiver) =>
            Arguments(invocation, after, (evaluated, arguments) => Invoked(invocation, receiver, arguments, Use(evaluated, invocation, receiver, UseKind.Dereference), then)));
    }

    /// <summary>Evaluates arguments in the order in which they are written, and gives them in that of the parameters.</summary>
    private void Arguments(IInvocationOperation invocation, PathState state, Action<PathState, ImmutableArray<Value>> then) =>
        Arguments(invocation.Arguments, invocation.TargetMethod.Parameters.Length, state, then);

    private void Arguments(ImmutableArray<IArgumentOperation> arguments, int count, PathState state, Action<PathState, ImmutableArray<Value>> then)
    {
        IOperation[] written = ValuesOf(arguments);
        if (IsInOrder(arguments, count))
        {
            Sequence(written, state, then);
            return;
        }
        Sequence(written, state, (after, values) =>
        {
            Value[] ordered = Enumerable.Repeat<Value>(ConstantValue.Default, count).ToArray();
            for (int i = 0; i < arguments.Length; i++)
            {
                if (arguments[i].Parameter is IParameterSymbol parameter && parameter.Ordinal < ordered.Length)
                {
                    ordered[parameter.Ordinal] = values[i];
                }
            }
            then(after, ordered.ToImmutableArray());
        });
    }

    /// <summary>Whether each parameter has its argument, in the order of the parameters.</summary>
    private static bool IsInOrder(ImmutableArray<IArgumentOperation> arguments, int count)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].Parameter?.Ordinal != i)
            {
                return false;
            }
        }
        return arguments.Length == count;
    }

    private static IOperation[] ValuesOf(ImmutableArray<IArgumentOperation> arguments)
    {
        IOperation[] values = arguments.IsEmpty ? [] : new IOperation[arguments.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i].Value;
        }
        return values;
    }

    private void Invoked(IInvocationOperation invocation, Value? receiver, ImmutableArray<Value> arguments, PathState state, Continuation then)
    {
        IMethodSymbol method = invocation.TargetMethod;
        if (Transparent(method, receiver, arguments) is Value same)
        {
            then(state, same);
            return;
        }
        if (method.ContainingType is { Name: "Interlocked" or "Volatile", ContainingNamespace.Name: "Threading" } && method.Name is "Exchange" or "Read" or "Write")
        {
            Exchange(invocation, arguments, state, then);
            return;
        }
        if (receiver is FunctionValue function && method.MethodKind == MethodKind.DelegateInvoke)
        {
            CallFunction(invocation, function, arguments, state, then);
            return;
        }
        if (method.MethodKind == MethodKind.LocalFunction)
        {
            CallFunction(invocation, new FunctionValue(method, null, frame), arguments, state, then);
            return;
        }
        if (IsOwn(receiver) && explorer.Follow(frame, method, invocation.IsVirtual, receiver, invocation) is Frame callee)
        {
            Enter(invocation, method, receiver, arguments, state, callee, then);
            return;
        }
        Told(invocation, method, receiver, arguments, state, then);
    }

    /// <summary>A call whose result is what it was given: of a task, its content.</summary>
    private static Value? Transparent(IMethodSymbol method, Value? receiver, ImmutableArray<Value> arguments) => method.Name switch
    {
        "ConfigureAwait" or "AsTask" or "GetAwaiter" or "GetResult" when receiver is not null && method.ContainingNamespace.ToDisplayString().StartsWith("System.", StringComparison.Ordinal) => receiver,
        "FromResult" when Errors.IsTask(method.ContainingType) => arguments[0],
        "GetEnumerator" or "GetAsyncEnumerator" when receiver is not null => new EnumeratorValue(receiver),
        _ => null,
    };

    /// <summary>What a variable or member held, and holds: a read, a write or both in one.</summary>
    private void Exchange(IInvocationOperation invocation, ImmutableArray<Value> arguments, PathState state, Continuation then)
    {
        if (arguments.Length < 2 || References(invocation).FirstOrDefault().Target is not IOperation target)
        {
            then(state, arguments[0]);
            return;
        }
        Store(invocation, target, state, arguments[1], (after, _) => then(after, arguments[0]));
    }

    /// <summary>Whether a call is one of the object on itself, or of a static method.</summary>
    private static bool IsOwn(Value? receiver) => receiver is null or ThisValue or TypeValue;

    /// <summary>A call that is not followed.</summary>
    private void Told(IOperation operation, IMethodSymbol method, Value? receiver, ImmutableArray<Value> arguments, PathState state, Continuation then)
    {
        Value result = Fresh(operation);
        PathState used = UseAll(state, operation, arguments, UseKind.Argument);
        PathState told = used.After(new CallEvent(operation, frame, used.Facts, method, receiver, arguments, result, IsFollowed: false));
        if (method.Name == "ThrowIfFailed" && receiver is not null && Errors.IsInitResult(method.ContainingType))
        {
            if (told.Assume(receiver, truth: true) is PathState failed)
            {
                _thrown.Add(new BodyExit(failed, ExitKind.Throw, null, operation));
            }
            if (told.Assume(receiver, truth: false) is PathState succeeded)
            {
                then(succeeded, result);
            }
            return;
        }
        if (receiver is not null)
        {
            told = told with { Facts = told.Facts.WithoutCountsOf(receiver) };
        }
        foreach ((IOperation target, IParameterSymbol parameter) in References(operation))
        {
            PathState stored = told;
            Store(operation, target, told, IsTaken(method) ? new ConstantValue(true) : new OutValue(result, parameter.Ordinal), (after, _) => stored = after);
            told = stored;
        }
        if (Promised(method, arguments, told) is PathState promised)
        {
            then(promised, result);
        }
    }

    /// <summary>Whether a call says by reference that it took a lock, which it does if it returns.</summary>
    private static bool IsTaken(IMethodSymbol method) => method is { Name: "Enter", ContainingType: { Name: "Monitor", ContainingNamespace.Name: "Threading" } };

    /// <summary>What is known after a call that does not return otherwise: an assertion, or a check for null.</summary>
    private static PathState? Promised(IMethodSymbol method, ImmutableArray<Value> arguments, PathState state)
    {
        if (method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "DoesNotReturnAttribute"))
        {
            return null;
        }
        PathState? promised = state;
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            foreach (AttributeData attribute in parameter.GetAttributes())
            {
                if (attribute.AttributeClass?.Name == "DoesNotReturnIfAttribute" && attribute.ConstructorArguments is [{ Value: bool stops }])
                {
                    promised = promised?.Assume(arguments[parameter.Ordinal], !stops);
                }
                else if (attribute.AttributeClass?.Name == "NotNullAttribute" && parameter.RefKind == RefKind.None)
                {
                    promised = promised?.Assume(arguments[parameter.Ordinal], truth: true);
                }
            }
        }
        return promised;
    }

    /// <summary>What a call writes to.</summary>
    private static IEnumerable<(IOperation Target, IParameterSymbol Parameter)> References(IOperation operation)
    {
        ImmutableArray<IArgumentOperation> arguments = operation switch
        {
            IInvocationOperation invocation => invocation.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => ImmutableArray<IArgumentOperation>.Empty,
        };
        foreach (IArgumentOperation argument in arguments)
        {
            if (argument.Parameter is { RefKind: RefKind.Out or RefKind.Ref } parameter)
            {
                yield return (Bare(argument.Value), parameter);
            }
        }
    }

    /// <summary>Follows a call of a lambda, a local function, or a method that a delegate stands for.</summary>
    private void CallFunction(IOperation operation, FunctionValue function, ImmutableArray<Value> arguments, PathState state, Continuation then)
    {
        Frame? callee = PathExplorer.CanEnter(frame, function.Method.OriginalDefinition)
            ? function.Frame is null ? explorer.Follow(frame, function.Method, isVirtual: true, ThisValue.Instance, operation) : PathExplorer.Enter(function, frame, operation)
            : null;
        if (callee is null)
        {
            Told(operation, function.Method, receiver: null, arguments, state, then);
            return;
        }
        Enter(operation, function.Method, callee.This, arguments, state, callee, then);
    }

    private void Enter(IOperation operation, IMethodSymbol method, Value? receiver, ImmutableArray<Value> arguments, PathState state, Frame callee, Continuation then)
    {
        Value unknown = Fresh(operation);
        PathState entered = state.After(new CallEvent(operation, frame, state.Facts, method, receiver, arguments, unknown, IsFollowed: true));
        for (int i = 0; i < callee.Method.Parameters.Length && i < arguments.Length; i++)
        {
            entered = entered with { Variables = entered.Variables.SetItem(new Slot(callee, callee.Method.Parameters[i]), arguments[i]) };
        }
        List<BodyExit> thrown = _thrown;
        foreach (BodyExit exit in explorer.Run(callee, entered))
        {
            if (exit.Kind == ExitKind.Throw)
            {
                thrown.Add(exit);
                continue;
            }
            Value result = exit.Value ?? unknown;
            PathState returned = exit.State.After(new ReturnEvent(operation, frame, exit.State.Facts, method, result));
            foreach ((IOperation target, IParameterSymbol parameter) in References(operation))
            {
                Value given = returned.Variables.TryGetValue(new Slot(callee, callee.Method.Parameters[parameter.Ordinal]), out Value? last) ? last : new OutValue(unknown, parameter.Ordinal);
                PathState stored = returned;
                Store(operation, target, returned, given, (after, _) => stored = after);
                returned = stored;
            }
            _thrown = thrown;
            then(returned, result);
        }
    }

    private void Create(IObjectCreationOperation creation, PathState state, Continuation then) =>
        Arguments(creation.Arguments, creation.Constructor?.Parameters.Length ?? 0, state, (after, arguments) =>
        {
            if (arguments.Length > 0 && (Errors.IsInitResult(creation.Type) || Errors.IsTask(creation.Type)))
            {
                then(after, arguments[0]);
                return;
            }
            Value created = Fresh(creation);
            PathState used = UseAll(after, creation, arguments, UseKind.Argument);
            PathState told = used.After(new CreateEvent(creation, frame, used.Facts, created, creation.Type!, arguments));
            then(told, creation.Type is { IsValueType: true } && creation.Arguments.IsEmpty && creation.Initializer is null ? ConstantValue.Default : created);
        });
}
