using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mlx4.Generators.Parsing;

/// <summary>What a stage's or a cleanup's parameters may be.</summary>
internal static class Signature
{
    /// <summary>What is wrong with accessors, operators, local functions and the like.</summary>
    public const string NotOrdinary = "only an ordinary method can";

    /// <summary>
    /// Whether the text of a method says that it takes nothing and returns nothing, at once, as most cleanups do. The compiler then need
    /// not work out its types.
    /// </summary>
    public static bool IsEmpty(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences is [SyntaxReference only]
        && only.GetSyntax() is MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }, ParameterList.Parameters.Count: 0 } declaration
        && !declaration.Modifiers.Any(SyntaxKind.AsyncKeyword);

    /// <summary>Why a method's parameters cannot be passed on by a load, <see langword="null"/> if they can.</summary>
    public static string? WhyNotPassable(IMethodSymbol method)
    {
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.RefKind is not (RefKind.None or RefKind.In))
            {
                string modifier = parameter.RefKind == RefKind.Out ? "out" : "ref";
                return $"its parameter '{parameter.Name}' is passed by {modifier}: keep the value in a field";
            }
            if (!IsPassable(parameter.Type))
            {
                return $"its parameter '{parameter.Name}' is of type '{parameter.Type.ToDisplayString()}', which cannot be kept for the unwinding";
            }
        }
        return null;
    }

    /// <summary>Whether a parameter can be one of a load: neither by-ref-like nor a pointer.</summary>
    public static bool IsPassable(IParameterSymbol parameter) => parameter.RefKind is RefKind.None or RefKind.In && IsPassable(parameter.Type);

    private static bool IsPassable(ITypeSymbol type) => type is IArrayTypeSymbol array
        ? IsPassable(array.ElementType)
        : !type.IsRefLikeType && type.TypeKind is not (TypeKind.Pointer or TypeKind.FunctionPointer);

    /// <summary>Why a method cannot be called as a stage, <see langword="null"/> if it can. The return type is not looked at.</summary>
    public static string? WhyNotCallable(IMethodSymbol method)
    {
        if (method.MethodKind != MethodKind.Ordinary)
        {
            return NotOrdinary;
        }
        if (method.IsGenericMethod)
        {
            return "it is generic";
        }
        return method.IsAbstract ? "it is abstract" : WhyNotPassable(method);
    }
}
