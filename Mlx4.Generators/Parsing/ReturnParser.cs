using Microsoft.CodeAnalysis;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>What a stage may return, and with what error type.</summary>
internal static class ReturnParser
{
    /// <summary>Tells what a method returns.</summary>
    /// <param name="method">The stage's method.</param>
    /// <param name="error">The error type, if it returns one.</param>
    /// <returns>The shape, or <see langword="null"/> if a stage cannot return that.</returns>
    public static ReturnShape? Parse(IMethodSymbol method, out ITypeSymbol? error)
    {
        error = null;
        if (method.RefKind != RefKind.None)
        {
            return null;
        }
        if (method.ReturnsVoid)
        {
            return method.IsAsync ? null : ReturnShape.None;
        }
        if (IsError(method.ReturnType))
        {
            error = method.ReturnType;
            return ReturnShape.Error;
        }
        if (method.ReturnType is INamedTypeSymbol { Arity: 1 } result && StageAttributes.Is(result, "InitResult") && IsError(result.TypeArguments[0]))
        {
            error = result.TypeArguments[0];
            return ReturnShape.Result;
        }
        return null;
    }

    private static bool IsError(ITypeSymbol type) => type.TypeKind == TypeKind.Enum || type.SpecialType == SpecialType.System_Int32;
}
