using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Parsing;

/// <summary>Finds the attributes that declare stages.</summary>
internal static class StageAttributes
{
    /// <summary>Whether the member is a stage of some pipeline.</summary>
    public static bool AreOn(ISymbol member) => member.GetAttributes().Any(Is);

    /// <summary>The declarations of the member as a stage, one for each pipeline.</summary>
    public static IEnumerable<AttributeData> Of(ISymbol member)
    {
        // Most members have no attribute at all.
        ImmutableArray<AttributeData> attributes = member.GetAttributes();
        return attributes.IsEmpty ? [] : attributes.Where(Is);
    }

    /// <summary>Whether an attribute declares a stage.</summary>
    public static bool Is(AttributeData attribute) => attribute.AttributeClass is { Arity: 0 } type && Is(type, "InitStageAttribute");

    /// <summary>Whether a type is one of the attributes of the runtime library.</summary>
    public static bool Is(INamedTypeSymbol? type, string name) =>
        type is { ContainingNamespace: { Name: "Runtime", ContainingNamespace: { Name: "Mlx4", ContainingNamespace.IsGlobalNamespace: true } } } && type.Name == name;
}
