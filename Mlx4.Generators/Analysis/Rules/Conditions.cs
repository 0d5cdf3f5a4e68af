using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Rules;

/// <summary>The conditions of stages, as far as they can be compared.</summary>
internal static class Conditions
{
    /// <summary>What a stage's condition asks, all of it; nothing for a stage without one.</summary>
    public static IReadOnlyList<Value> Of(FlowHost host, FlowStage stage) => stage.When switch
    {
        null => [],
        IPropertySymbol { GetMethod: IMethodSymbol getter } property => Asked(host, getter, property),
        IMethodSymbol method => Asked(host, method, method),
        _ => (List<Value>)[Held(stage.When)],
    };

    /// <summary>Whether two stages never run in one load: the condition of one is plainly the other's negation.</summary>
    public static bool AreOpposite(FlowHost host, FlowStage one, FlowStage other) =>
        Result(host, one) is Value first && Result(host, other) is Value second && (IsNegation(first, second) || IsNegation(second, first));

    private static Value? Result(FlowHost host, FlowStage stage) => stage.When switch
    {
        null => null,
        IPropertySymbol { GetMethod: IMethodSymbol getter } property => Answer(host, getter) ?? Held(property),
        IMethodSymbol method => Answer(host, method),
        _ => Held(stage.When),
    };

    private static Value? Answer(FlowHost host, IMethodSymbol method)
    {
        Exploration paths = host.Explore(method);
        return paths.IsComplete && paths.Paths.Select(path => path.Result).Distinct().ToList() is [Value only] ? only : null;
    }

    private static bool IsNegation(Value value, Value of) => value is TestValue { Kind: TestKind.Equal, Other: ConstantValue { Constant: false } } test && test.Operand.Equals(of);

    private static List<Value> Asked(FlowHost host, IMethodSymbol method, ISymbol symbol)
    {
        Exploration paths = host.Explore(method);
        return paths.Paths.IsEmpty ? [Held(symbol)]
            : [.. paths.Paths.SelectMany(path => path.Facts.All.Select(fact => fact.Key).Concat(path.Result is null ? [] : [path.Result])).Distinct()];
    }

    private static HeldValue Held(ISymbol member) => new(Place.Of(member.IsStatic ? new TypeValue(member.ContainingType) : ThisValue.Instance, member));
}
