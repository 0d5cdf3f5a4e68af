using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Parsing;

/// <summary>A parameter of a pipeline: all parameters of its stages and cleanups that have one name.</summary>
internal sealed class PipelineParameter(IParameterSymbol first, string user)
{
    public string Name => First.Name;

    /// <summary>Where the name first appears.</summary>
    public IParameterSymbol First { get; } = first;

    /// <summary>The method that it first appears in.</summary>
    public string FirstUser { get; } = user;

    /// <summary>The type; of those that differ in nullability alone, the strictest one.</summary>
    public ITypeSymbol Type { get; private set; } = first.Type;

    /// <summary>Whether every declaration takes it by <c>in</c>.</summary>
    public bool IsIn { get; private set; } = first.RefKind == RefKind.In;

    /// <summary>The methods that take it.</summary>
    public List<string> Users { get; } = [user];

    /// <summary>How many declarations have it.</summary>
    public int Declarations { get; private set; } = 1;

    /// <summary>Takes the same type as it is declared elsewhere, if that is stricter about null.</summary>
    /// <returns>Whether one type can serve both.</returns>
    public bool Tighten(ITypeSymbol other)
    {
        ITypeSymbol? stricter = SymbolEqualityComparer.Default.Equals(Type, other) ? Nullability.Stricter(Type, other) : null;
        Type = stricter ?? Type;
        return stricter is not null;
    }

    /// <summary>Adds a further declaration of the same type.</summary>
    public void Merge(IParameterSymbol other, string user)
    {
        IsIn &= other.RefKind == RefKind.In;
        Declarations++;
        if (!Users.Contains(user))
        {
            Users.Add(user);
        }
    }
}
