using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Parsing;

/// <summary>How accessible a generated method may be: public, or as the types in its signature allow (CS0050, CS0051).</summary>
internal static class AccessibilityRules
{
    /// <summary>The widest accessibility of a method of <paramref name="host"/> with these types in its signature, as keywords.</summary>
    public static string Widest(INamedTypeSymbol host, IEnumerable<ITypeSymbol> signature)
    {
        Accessibility widest = Accessibility.Public;
        foreach (ITypeSymbol type in signature)
        {
            foreach (INamedTypeSymbol named in NamedTypesIn(type))
            {
                for (INamedTypeSymbol? each = named; each is not null; each = each.ContainingType)
                {
                    widest = Narrower(widest, Allowed(host, each));
                }
            }
        }
        return widest switch
        {
            Accessibility.Public => "public",
            Accessibility.Protected => "protected",
            Accessibility.ProtectedOrInternal => "protected internal",
            Accessibility.Internal => "internal",
            Accessibility.ProtectedAndInternal => "private protected",
            _ => "private",
        };
    }

    /// <summary>What one type of the signature allows.</summary>
    private static Accessibility Allowed(INamedTypeSymbol host, INamedTypeSymbol type)
    {
        switch (type.DeclaredAccessibility)
        {
            case Accessibility.Public or Accessibility.NotApplicable:
                return Accessibility.Public;
            case Accessibility.Internal:
                return IsConfinedTo(host, container: null) ? Accessibility.Public : Accessibility.Internal;
            default:
                return SymbolEqualityComparer.Default.Equals(host, type.ContainingType) ? type.DeclaredAccessibility
                    : IsConfinedTo(host, type.ContainingType) ? Accessibility.Public
                    : Inherited(host, type);
        }
    }

    /// <summary>What a type nested in a base type of the host allows: those who derive from the host derive from that one too.</summary>
    private static Accessibility Inherited(INamedTypeSymbol host, INamedTypeSymbol type)
    {
        if (!host.SelfAndBases().Any(each => SymbolEqualityComparer.Default.Equals(each.OriginalDefinition, type.ContainingType?.OriginalDefinition)))
        {
            return Accessibility.Private;
        }
        bool isOurs = SymbolEqualityComparer.Default.Equals(host.ContainingAssembly, type.ContainingAssembly);
        return (type.DeclaredAccessibility, host.IsSealed) switch
        {
            // Nobody derives from a sealed type, and the compiler warns of protected members there.
            (Accessibility.ProtectedOrInternal, true) when isOurs => Accessibility.Internal,
            (Accessibility.ProtectedOrInternal, false) when isOurs => Accessibility.ProtectedOrInternal,
            (Accessibility.Protected or Accessibility.ProtectedOrInternal, false) => Accessibility.Protected,
            (Accessibility.ProtectedAndInternal, false) => Accessibility.ProtectedAndInternal,
            _ => Accessibility.Private,
        };
    }

    /// <summary>Whether the host is seen in the assembly only (no container), or within one of the types around it only.</summary>
    private static bool IsConfinedTo(INamedTypeSymbol host, INamedTypeSymbol? container)
    {
        for (INamedTypeSymbol? each = host; each is not null && !SymbolEqualityComparer.Default.Equals(each, container); each = each.ContainingType)
        {
            bool confined = container is null
                ? each.DeclaredAccessibility is Accessibility.Internal or Accessibility.Private or Accessibility.ProtectedAndInternal
                : each.DeclaredAccessibility == Accessibility.Private;
            if (confined)
            {
                return true;
            }
        }
        return false;
    }

    private static Accessibility Narrower(Accessibility one, Accessibility other)
    {
        if (one == other || other == Accessibility.Public)
        {
            return one;
        }
        if (one == Accessibility.Public)
        {
            return other;
        }
        if (one == Accessibility.Private || other == Accessibility.Private)
        {
            return Accessibility.Private;
        }
        if (one == Accessibility.ProtectedOrInternal)
        {
            return other;
        }
        return other == Accessibility.ProtectedOrInternal ? one : Accessibility.ProtectedAndInternal;
    }

    private static IEnumerable<INamedTypeSymbol> NamedTypesIn(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => NamedTypesIn(array.ElementType),
        INamedTypeSymbol { TypeArguments.IsEmpty: true } named => [named],
        INamedTypeSymbol named => named.TypeArguments.SelectMany(NamedTypesIn).Prepend(named),
        _ => [],
    };
}
