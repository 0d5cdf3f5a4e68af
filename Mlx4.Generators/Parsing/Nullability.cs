using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Parsing;

/// <summary>Compares types that differ in what is said of null alone.</summary>
internal static class Nullability
{
    /// <summary>A type whose values both of two types take without a warning, <see langword="null"/> if there is none.</summary>
    public static ITypeSymbol? Stricter(ITypeSymbol one, ITypeSymbol other)
    {
        ITypeSymbol? inside = ConvertsInside(one, other) ? one : ConvertsInside(other, one) ? other : null;
        return one.NullableAnnotation == NullableAnnotation.Annotated || inside is null ? inside?.WithNullableAnnotation(other.NullableAnnotation)
            : inside.WithNullableAnnotation(one.NullableAnnotation);
    }

    /// <summary>Whether a value of one type can be passed for the other without a warning.</summary>
    public static bool Converts(ITypeSymbol from, ITypeSymbol to) =>
        (from.NullableAnnotation != NullableAnnotation.Annotated || to.NullableAnnotation != NullableAnnotation.NotAnnotated) && ConvertsInside(from, to);

    private static bool ConvertsInside(ITypeSymbol from, ITypeSymbol to) => (from, to) switch
    {
        (IArrayTypeSymbol array, IArrayTypeSymbol other) => Converts(array.ElementType, other.ElementType),
        (INamedTypeSymbol named, INamedTypeSymbol other) =>
            named.TypeArguments.Zip(other.TypeArguments, (one, two) => new KeyValuePair<ITypeSymbol, ITypeSymbol>(one, two))
                .Zip(named.TypeParameters, (pair, parameter) => Converts(pair.Key, pair.Value, named.IsTupleType ? VarianceKind.Out : parameter.Variance)).All(fits => fits)
            && (named.ContainingType is not INamedTypeSymbol outer || Converts(outer, other.ContainingType)),
        _ => true,
    };

    private static bool Converts(ITypeSymbol from, ITypeSymbol to, VarianceKind variance) =>
        (variance == VarianceKind.In || Converts(from, to)) && (variance == VarianceKind.Out || Converts(to, from));
}
