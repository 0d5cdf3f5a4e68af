using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Releasing;

/// <summary>Something that a path makes and somebody has to release.</summary>
/// <param name="Value">The thing.</param>
/// <param name="Type">Its type.</param>
internal sealed record Made(Value Value, ITypeSymbol Type);

/// <summary>Tells what has to be released by whoever makes it.</summary>
internal static class Makes
{
    /// <summary>What an event makes that has to be released. What a call gives counts if the call's name says that it makes or takes it.</summary>
    public static IEnumerable<Made> Of(PathEvent happened)
    {
        if (happened is CreateEvent create && HasToBeReleased(create.Type))
        {
            yield return new Made(create.Created, create.Type);
        }
        if (happened is not CallEvent { IsFollowed: false } call || !Counterparts.IsAcquire(call.Method))
        {
            yield break;
        }
        if (Errors.Awaited(call.Method.ReturnType) is ITypeSymbol type && !IsFluent(call.Method, type) && (IsRented(call.Method, type) || (HasToBeReleased(type) && type.Name != "HttpClient")))
        {
            yield return new Made(call.Result, type);
        }
        foreach (IParameterSymbol parameter in call.Method.Parameters.Where(parameter => parameter.RefKind == RefKind.Out && HasToBeReleased(parameter.Type)))
        {
            yield return new Made(new OutValue(call.Result, parameter.Ordinal), parameter.Type);
        }
    }

    /// <summary>Whether a type is that of a thread.</summary>
    public static bool IsThread(ITypeSymbol type) => type is { Name: "Thread", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } };

    /// <summary>Whether a type belongs to the framework's collections.</summary>
    public static bool IsCollection(ITypeSymbol? type) => type?.ContainingNamespace?.ToDisplayString().StartsWith("System.Collections", System.StringComparison.Ordinal) == true;

    /// <summary>Whether things of a type hold on to something. A task ends by itself, and a stream in memory is only memory.</summary>
    private static bool HasToBeReleased(ITypeSymbol type)
    {
        if (IsThread(type))
        {
            return true;
        }
        IEnumerable<ITypeSymbol> types = type is ITypeParameterSymbol parameter ? parameter.ConstraintTypes : new[] { type };
        return !Errors.IsTask(type)
            && !IsInMemory(type)
            && types.Any(each => IsDisposable(each) || each.AllInterfaces.Any(IsDisposable))
            && !types.Any(each => IsEnumerator(each) || each.AllInterfaces.Any(IsEnumerator));
    }

    private static bool IsDisposable(ITypeSymbol type) => type is { Name: "IDisposable" or "IAsyncDisposable", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private static bool IsEnumerator(ITypeSymbol type) => type is { Name: "IEnumerator", ContainingNamespace.Name: "Collections" or "Generic" };

    private static bool IsInMemory(ITypeSymbol type) =>
        type is { Name: "MemoryStream" or "StringReader" or "StringWriter", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } };

    /// <summary>Whether a call only gives its own object back, for the next call.</summary>
    private static bool IsFluent(IMethodSymbol method, ITypeSymbol type) =>
        !method.IsStatic && SymbolEqualityComparer.Default.Equals(method.ContainingType, type) && !method.Name.StartsWith("Create", System.StringComparison.Ordinal)
        && !method.Name.StartsWith("Accept", System.StringComparison.Ordinal) && method.Name is not ("Clone" or "Duplicate");

    /// <summary>Whether a call gives an array of a pool.</summary>
    private static bool IsRented(IMethodSymbol method, ITypeSymbol type) => type is IArrayTypeSymbol && method is { Name: "Rent", ContainingType.Name: "ArrayPool" };
}
