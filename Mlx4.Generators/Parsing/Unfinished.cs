using System.Linq;
using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Parsing;

/// <summary>What the compiler has already complained of: a type that does not exist, or not yet. Nothing more is said of it.</summary>
internal static class Unfinished
{
    /// <summary>What generated code writes in place of such a type, so that it and its callers compile.</summary>
    public const string Replacement = "object?";

    /// <summary>Whether a type is, or is made of, one that does not exist.</summary>
    public static bool Is(ITypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Error } => true,
        IArrayTypeSymbol array => Is(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(Is),
        _ => false,
    };

    /// <summary>Whether a member is of such a type, or a method takes or returns one.</summary>
    public static bool Is(ISymbol member) => member switch
    {
        IFieldSymbol field => Is(field.Type),
        IPropertySymbol property => Is(property.Type),
        IMethodSymbol method => Is(method.ReturnType) || method.Parameters.Any(parameter => Is(parameter.Type)),
        _ => false,
    };
}
