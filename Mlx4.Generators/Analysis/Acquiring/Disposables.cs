using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Acquiring;

/// <summary>Tells the types whose objects have to be disposed.</summary>
internal static class Disposables
{
    /// <summary>Whether somebody has to dispose an object of a type. Tasks and what lies in memory only hold nothing.</summary>
    public static bool MustBeDisposed(ITypeSymbol? type) =>
        type is { IsReferenceType: true } && !Errors.IsTask(type) && !HoldsNothing(type) && (IsDisposable(type) || type.AllInterfaces.Any(IsDisposable));

    /// <summary>Whether a call disposes what it is made on.</summary>
    public static bool IsDispose(IMethodSymbol method) => method.Name is "Dispose" or "DisposeAsync" or "Close" or "CloseAsync" or "System.IDisposable.Dispose";

    /// <summary>Whether a call sets or clears an event of the framework, which nobody has to undo.</summary>
    public static bool IsSignal(IMethodSymbol method) => method.Name is "Set" or "Reset" && method.ContainingNamespace is { Name: "Threading", ContainingNamespace.Name: "System" };

    /// <summary>Whether a method is of the framework.</summary>
    public static bool IsFramework(IMethodSymbol method)
    {
        INamespaceSymbol? outermost = method.ContainingNamespace;
        while (outermost?.ContainingNamespace is { IsGlobalNamespace: false } outer)
        {
            outermost = outer;
        }
        return outermost is { Name: "System" or "Microsoft" };
    }

    private static bool IsDisposable(ITypeSymbol type) => type is { Name: "IDisposable" or "IAsyncDisposable", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private static bool HoldsNothing(ITypeSymbol type)
    {
        for (ITypeSymbol? each = type; each is not null; each = each.BaseType)
        {
            if (each is { Name: "MemoryStream" or "StringReader" or "StringWriter", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } }
                or { Name: "DataSet" or "DataTable" or "MarshalByValueComponent", ContainingNamespace.Name: "Data" or "ComponentModel" })
            {
                return true;
            }
        }
        return false;
    }
}
