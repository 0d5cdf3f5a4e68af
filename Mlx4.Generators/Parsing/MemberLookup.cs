using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Parsing;

/// <summary>Finds members by name as code in the type would: its own first, then inherited ones that are accessible and not hidden.</summary>
internal sealed class MemberLookup(INamedTypeSymbol type, Compilation compilation)
{
    /// <summary>The methods of a name.</summary>
    public List<IMethodSymbol> Methods(string name)
    {
        List<IMethodSymbol> found = new(1);
        for (INamedTypeSymbol? each = type; each is not null; each = each.BaseType)
        {
            foreach (ISymbol member in each.GetMembers(name))
            {
                if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && IsUsable(method) && !IsHidden(method, found))
                {
                    found.Add(method);
                }
            }
        }
        return found;
    }

    private static bool IsHidden(IMethodSymbol method, List<IMethodSymbol> nearer)
    {
        foreach (IMethodSymbol other in nearer)
        {
            if (HaveSameParameters(other, method))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The nearest field or property of a name, if no method of that name is nearer.</summary>
    public ISymbol? Value(string name) =>
        Members(name).FirstOrDefault() is ISymbol symbol and (IFieldSymbol or IPropertySymbol { IsIndexer: false }) ? symbol : null;

    /// <summary>Whether anything has the name.</summary>
    public bool Exists(string name) => Members(name).Any();

    /// <summary>The name of a member that the written one may have meant, or <see langword="null"/>.</summary>
    public string? Closest(string name, Func<ISymbol, bool> isCandidate) =>
        Spelling.Closest(name, All().Where(isCandidate).Select(member => member.Name));

    /// <summary>Whether code in the type can read a field or a property.</summary>
    public bool IsReadable(ISymbol member)
    {
        for (IPropertySymbol? property = member as IPropertySymbol; property is not null; property = property.OverriddenProperty)
        {
            if (property.GetMethod is not null)
            {
                return compilation.IsSymbolAccessibleWithin(property.GetMethod, type);
            }
        }
        return member is IFieldSymbol;
    }

    private IEnumerable<ISymbol> Members(string name) => type.SelfAndBases().SelectMany(each => each.GetMembers(name)).Where(IsUsable);

    private IEnumerable<ISymbol> All() => type.SelfAndBases().SelectMany(each => each.GetMembers()).Where(IsUsable);

    private bool IsUsable(ISymbol member) =>
        (SymbolEqualityComparer.Default.Equals(member.ContainingType, type) || compilation.IsSymbolAccessibleWithin(member, type)) && !GeneratedMembers.Is(member);

    private static bool HaveSameParameters(IMethodSymbol one, IMethodSymbol other) =>
        one.Arity == other.Arity
        && one.Parameters.Length == other.Parameters.Length
        && one.Parameters.Zip(other.Parameters, (mine, theirs) => mine.RefKind == theirs.RefKind && SymbolEqualityComparer.Default.Equals(mine.Type, theirs.Type)).All(same => same);
}
