using Microsoft.CodeAnalysis;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>A stage while it is parsed: its symbols, as far as they have been found.</summary>
/// <param name="symbol">The member that has the attribute: a method, or a field or property whose type has a pipeline of its own.</param>
/// <param name="arguments">The attribute's arguments.</param>
internal sealed class Stage(ISymbol symbol, StageArguments arguments)
{
    private Callee? _run;

    public ISymbol Symbol { get; } = symbol;

    /// <summary>The method, if the stage is one.</summary>
    public IMethodSymbol? Method { get; } = symbol as IMethodSymbol;

    public StageArguments Arguments { get; } = arguments;

    /// <summary>The name in results, events and messages.</summary>
    public string DisplayName => Arguments.Name is { Length: > 0 } name ? name : Symbol.Name;

    public StageReturn Returns { get; set; } = StageReturn.Nothing;

    /// <summary>What the stage calls.</summary>
    public Callee Run { get => _run ??= Callee.Unknown(Symbol); set => _run = value; }

    /// <summary>What undoes it.</summary>
    public Callee? Cleanup { get; set; }

    public MemberModel? When { get; set; }

    public LoopModel? ForEach { get; set; }

    /// <summary>The type of a loop's item.</summary>
    public ITypeSymbol? ItemType { get; set; }

    /// <summary>Whether the stage or its cleanup is awaited.</summary>
    public bool IsAwaited => Returns.IsAwaited || Cleanup is { IsAwaited: true };

    /// <summary>Whether the stage's method takes an item first.</summary>
    public bool IsLoop => Method is not null && Arguments.ForEach is not null;
}
