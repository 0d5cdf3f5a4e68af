using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Needing;

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

    private static List<Value> Asked(FlowHost host, IMethodSymbol method, ISymbol symbol)
    {
        Exploration paths = host.Explore(method);
        return paths.Paths.IsEmpty ? [Held(symbol)]
            : [.. paths.Paths.SelectMany(path => path.Facts.All.Select(fact => fact.Key).Concat(path.Result is null ? [] : [path.Result])).Distinct()];
    }

    private static HeldValue Held(ISymbol member) => new(Place.Of(member.IsStatic ? new TypeValue(member.ContainingType) : ThisValue.Instance, member));
}
