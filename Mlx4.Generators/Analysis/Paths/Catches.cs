using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>Tells which handlers take what is thrown.</summary>
internal static class Catches
{
    /// <summary>Whether a handler takes it whatever it is. What a filter says of it is not known; it was written for what is thrown here.</summary>
    public static bool All(ControlFlowRegion handler, BodyExit exit)
    {
        ITypeSymbol? caught = Caught(handler);
        return IsEverything(caught) || (Thrown(exit) is ITypeSymbol thrown && Is(thrown, caught!));
    }

    /// <summary>Whether a handler can take it.</summary>
    public static bool Some(ControlFlowRegion handler, BodyExit exit)
    {
        ITypeSymbol? caught = Caught(handler);
        return IsEverything(caught) || Thrown(exit) is not ITypeSymbol thrown || Is(thrown, caught!) || Is(caught!, thrown);
    }

    /// <summary>What a handler names; one with a filter says it of the filter.</summary>
    private static ITypeSymbol? Caught(ControlFlowRegion handler) => handler.ExceptionType ?? handler.NestedRegions.FirstOrDefault()?.ExceptionType;

    /// <summary>The type of what is thrown; null if it is not known.</summary>
    private static ITypeSymbol? Thrown(BodyExit exit) => exit.Value is ResultValue { Operation: IObjectCreationOperation creation } ? creation.Type : null;

    private static bool IsEverything(ITypeSymbol? type) => type is null || type.SpecialType == SpecialType.System_Object || type is { Name: "Exception", ContainingNamespace.Name: "System" };

    private static bool Is(ITypeSymbol? type, ITypeSymbol other)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, other))
            {
                return true;
            }
        }
        return false;
    }
}
