using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Parsing;

/// <summary>Where a type stands: what it derives from, and whose it is.</summary>
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

    /// <summary>Whether a type is one of the compilation, and not of an assembly or a project that it references.</summary>
    public static bool IsDeclaredIn(this INamedTypeSymbol type, Compilation compilation) =>
        SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly);
}
