using Microsoft.CodeAnalysis;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>What a stage's method returns.</summary>
/// <param name="Shape">What it means.</param>
/// <param name="Error">The error type, if it returns one.</param>
/// <param name="IsAwaited">Whether it comes in a task.</param>
internal sealed record StageReturn(ReturnShape Shape, ITypeSymbol? Error, bool IsAwaited)
{
    /// <summary>Nothing, at once.</summary>
    public static readonly StageReturn Nothing = new(ReturnShape.None, null, IsAwaited: false);

    /// <summary>Tells what a method returns, <see langword="null"/> if a stage cannot return that.</summary>
    public static StageReturn? Of(IMethodSymbol method)
    {
        if (method.RefKind != RefKind.None)
        {
            return null;
        }
        if (method.ReturnsVoid)
        {
            return method.IsAsync ? null : Nothing;
        }
        if (TaskContent(method.ReturnType, out ITypeSymbol? content))
        {
            return content is null ? new StageReturn(ReturnShape.None, null, IsAwaited: true) : OfValue(content, isAwaited: true);
        }
        return OfValue(method.ReturnType, isAwaited: false);
    }

    /// <summary>Whether a type is a task of the framework.</summary>
    /// <param name="type">The type.</param>
    /// <param name="content">What the task gives, if anything.</param>
    public static bool TaskContent(ITypeSymbol type, out ITypeSymbol? content)
    {
        content = null;
        if (type is not INamedTypeSymbol { Name: "Task" or "ValueTask", Arity: 0 or 1, ContainingType: null } task
            || task.ContainingNamespace.ToDisplayString() != "System.Threading.Tasks")
        {
            return false;
        }
        content = task.Arity == 1 ? task.TypeArguments[0] : null;
        return true;
    }

    private static StageReturn? OfValue(ITypeSymbol type, bool isAwaited)
    {
        if (IsError(type))
        {
            return new StageReturn(ReturnShape.Error, type, isAwaited);
        }
        return type is INamedTypeSymbol { Arity: 1 } result && StageAttributes.Is(result, "InitResult") && IsError(result.TypeArguments[0])
            ? new StageReturn(ReturnShape.Result, result.TypeArguments[0], isAwaited)
            : null;
    }

    private static bool IsError(ITypeSymbol type) => type.TypeKind == TypeKind.Enum || type.SpecialType == SpecialType.System_Int32;
}
