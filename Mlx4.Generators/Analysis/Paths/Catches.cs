using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>Tells which handlers take what is thrown.</summary>
internal static class Catches
{
    /// <summary>Whether a handler takes it whatever it is.</summary>
    public static bool All(ControlFlowRegion handler, BodyExit exit) =>
        handler.Kind == ControlFlowRegionKind.Catch
        && (IsEverything(handler.ExceptionType) || (Thrown(exit) is ITypeSymbol thrown && handler.ExceptionType is ITypeSymbol caught && Is(thrown, caught)));

    /// <summary>Whether a handler can take it.</summary>
    public static bool Some(ControlFlowRegion handler, BodyExit exit)
    {
        ITypeSymbol? caught = handler.ExceptionType ?? handler.NestedRegions.FirstOrDefault()?.ExceptionType;
        return IsEverything(caught) || Thrown(exit) is not ITypeSymbol thrown || Is(thrown, caught!) || Is(caught!, thrown);
    }

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
