using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Parsing;

/// <summary>A type and what it derives from.</summary>
internal static class TypeHierarchy
{
    /// <summary>The type, then its base types, the nearest first.</summary>
    public static IEnumerable<INamedTypeSymbol> SelfAndBases(this INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? each = type; each is not null; each = each.BaseType)
        {
            yield return each;
        }
    }
}
