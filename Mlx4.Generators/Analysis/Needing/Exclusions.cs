using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Needing;

/// <summary>Tells which stages plainly exclude each other, by their conditions.</summary>
/// <param name="host">The type.</param>
internal sealed class Exclusions(FlowHost host)
{
    /// <summary>Whether one of two stages does not complete where the other does.</summary>
    public bool Exclude(FlowStage one, FlowStage other) => HaveContraryConditions(one, other) || IsInsteadOf(one, other) || IsInsteadOf(other, one);

    private bool HaveContraryConditions(FlowStage one, FlowStage other) =>
        one.Declaration.Arguments.When is not null
        && other.Declaration.Arguments.When is not null
        && (IsNegation(one, other) || (WhereTrue(one) is List<Facts> mine && WhereTrue(other) is List<Facts> theirs && mine.All(fact => theirs.All(also => Contradict(fact, also)))));

    /// <summary>Whether a stage runs only where an optional one has failed: once that has completed, the condition does not hold.</summary>
    private bool IsInsteadOf(FlowStage stage, FlowStage optional) =>
        optional.Declaration.Arguments.Optional
        && optional.Index < stage.Index
        && stage.Declaration.Arguments.When is not null
        && optional.Paths.IsComplete
        && WhereTrue(stage) is List<Facts> ways
        && optional.Paths.Paths.All(path => WhereCompleted(path) is not Facts known || ways.All(way => path.Heap.Any(kept => IsContrary(kept.Key, known.IsDefault(kept.Value), way))));

    /// <summary>What is known at the end of a path if it is a success; null if it cannot be one.</summary>
    private static Facts? WhereCompleted(ExecutedPath path) =>
        path.End != PathEnd.Return ? null : path.Result is null ? path.Facts : path.Facts.AssumeDefault(path.Result, isDefault: true);

    /// <summary>Whether what a member was left with is not so on a way to a condition.</summary>
    private static bool IsContrary(Place place, bool? isDefault, Facts way) => isDefault is bool left && way.IsDefault(new HeldValue(place)) is bool asked && left != asked;

    /// <summary>What is known of each way to a condition that is true; null if there may be others.</summary>
    private List<Facts>? WhereTrue(FlowStage stage)
    {
        IMethodSymbol? getter = Getter(stage);
        if (getter is null || host.Bodies.Operation(getter) is null)
        {
            Value value = stage.When is IFieldSymbol { HasConstantValue: true } constant ? new ConstantValue(constant.ConstantValue)
                : stage.When is ISymbol member && getter is not { MethodKind: MethodKind.Ordinary }
                ? new HeldValue(Place.Of(member.IsStatic ? new TypeValue(member.ContainingType) : ThisValue.Instance, member))
                : new ParameterValue(stage.Declaration.Arguments.When!);
            return Facts.None.Assume(value, truth: true) is Facts facts ? [facts] : [];
        }
        Exploration ways = host.Explore(getter);
        return ways.IsComplete
            ? [.. ways.Paths.Where(path => path is { End: PathEnd.Return, Result: not null } && path.Facts.IsDefault(path.Result) is false).Select(path => path.Facts)]
            : null;
    }

    private static IMethodSymbol? Getter(FlowStage stage) => stage.When switch
    {
        IMethodSymbol method => method,
        IPropertySymbol property => property.GetMethod,
        _ => null,
    };

    private static bool Contradict(Facts one, Facts other) => one.With(other) is not Facts both || IsTwoConstants(both);

    /// <summary>Whether a value would be two constants at once.</summary>
    private static bool IsTwoConstants(Facts facts)
    {
        Dictionary<Value, object?> constants = [];
        foreach (TestValue test in facts.NotDefault().OfType<TestValue>().Where(test => test.Kind == TestKind.Equal))
        {
            if (test.Other is ConstantValue { Constant: object constant } && !(constants.TryGetValue(test.Operand, out object? another) ? Equals(another, constant) : Add(test.Operand, constant)))
            {
                return true;
            }
        }
        return false;

        bool Add(Value value, object constant)
        {
            constants.Add(value, constant);
            return true;
        }
    }

    /// <summary>Whether one condition is written as the other's negation. What they call is not followed, but is the same.</summary>
    private bool IsNegation(FlowStage one, FlowStage other)
    {
        (IOperation? mine, bool isMineNegated) = Written(one);
        (IOperation? theirs, bool isTheirsNegated) = Written(other);
        return (isMineNegated && Refers(mine, other.When))
            || (isTheirsNegated && Refers(theirs, one.When))
            || (mine is not null && theirs is not null && isMineNegated != isTheirsNegated && SyntaxFactory.AreEquivalent(mine.Syntax, theirs.Syntax));
    }

    /// <summary>The only expression of a condition, without a negation around it.</summary>
    private (IOperation? Expression, bool IsNegated) Written(FlowStage stage)
    {
        IReturnOperation[] returns = Getter(stage) is IMethodSymbol getter && host.Bodies.Operation(getter) is IOperation body
            ? [.. body.Descendants().OfType<IReturnOperation>().Take(2)]
            : [];
        if (returns is not [{ ReturnedValue: IOperation expression }])
        {
            return (null, false);
        }
        bool isNegated = false;
        while (expression is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not)
        {
            expression = not.Operand;
            isNegated = !isNegated;
        }
        return (expression, isNegated);
    }

    private static bool Refers(IOperation? expression, ISymbol? member) => member is not null && expression switch
    {
        IMemberReferenceOperation reference => SymbolEqualityComparer.Default.Equals(reference.Member, member),
        IInvocationOperation call => SymbolEqualityComparer.Default.Equals(call.TargetMethod, member),
        _ => false,
    };
}
