using Microsoft.CodeAnalysis;
using Mlx4.Generators.Parsing;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>Tells the types that say whether something failed.</summary>
internal static class Errors
{
    /// <summary>Whether a method returns nothing, once it has been awaited.</summary>
    public static bool ReturnsNone(IMethodSymbol method) => method.ReturnsVoid || (IsTask(method.ReturnType) && Awaited(method.ReturnType) is null);

    /// <summary>Whether a type is the result of a load.</summary>
    public static bool IsInitResult(ITypeSymbol? type) => StageAttributes.Is(type as INamedTypeSymbol, "InitResult");

    /// <summary>Whether a type is a task.</summary>
    public static bool IsTask(ITypeSymbol? type) => type is not null && StageReturn.TaskContent(type, out _);

    /// <summary>The type of what a task gives; the type itself, if it is no task.</summary>
    public static ITypeSymbol? Awaited(ITypeSymbol? type) => type is not null && StageReturn.TaskContent(type, out ITypeSymbol? content) ? content : type;
}
