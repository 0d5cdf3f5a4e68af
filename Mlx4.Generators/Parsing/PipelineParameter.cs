using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Parsing;

/// <summary>A parameter of a pipeline: all parameters of its stages and cleanups that have one name.</summary>
internal sealed class PipelineParameter(IParameterSymbol first, string user)
{
    /// <summary>As many users are looked through one by one.</summary>
    private const int Few = 16;

    private readonly List<string> _users = [user];

    /// <summary>The same, to find one among many.</summary>
    private HashSet<string>? _isUser;

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
    public IReadOnlyList<string> Users => _users;

    /// <summary>How many declarations have it.</summary>
    public int Declarations { get; private set; } = 1;

    /// <summary>Takes the same type as it is declared elsewhere, if that is stricter about null.</summary>
    /// <returns>Whether one type can serve both.</returns>
    public bool Tighten(ITypeSymbol other)
    {
        if (SymbolEqualityComparer.IncludeNullability.Equals(Type, other))
        {
            return true;
        }
        ITypeSymbol? stricter = SymbolEqualityComparer.Default.Equals(Type, other) ? Nullability.Stricter(Type, other) : null;
        Type = stricter ?? Type;
        return stricter is not null;
    }

    /// <summary>Adds a further declaration of the same type.</summary>
    public void Merge(IParameterSymbol other, string user)
    {
        IsIn &= other.RefKind == RefKind.In;
        Declarations++;
        if (_users.Count < Few)
        {
            if (!_users.Contains(user))
            {
                _users.Add(user);
            }
            return;
        }
        _isUser ??= new HashSet<string>(_users, StringComparer.Ordinal);
        if (_isUser.Add(user))
        {
            _users.Add(user);
        }
    }
}
