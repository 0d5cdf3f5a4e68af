using Microsoft.CodeAnalysis;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>A stage while it is parsed: its symbols, as far as they have been found.</summary>
internal sealed class Stage(IMethodSymbol method, StageArguments arguments)
{
    public IMethodSymbol Method { get; } = method;

    public StageArguments Arguments { get; } = arguments;

    /// <summary>The name in results, events and messages.</summary>
    public string DisplayName => Arguments.Name is { Length: > 0 } name ? name : Method.Name;

    public StageReturn Returns { get; set; } = new(ReturnShape.None, null, IsAwaited: false);

    public IMethodSymbol? Cleanup { get; set; }

    public MemberModel? When { get; set; }

    public LoopModel? ForEach { get; set; }

    /// <summary>The type of a loop's item.</summary>
    public ITypeSymbol? ItemType { get; set; }

    /// <summary>Whether the stage or its cleanup is awaited.</summary>
    public bool IsAwaited => Returns.IsAwaited || (Cleanup is not null && !Cleanup.ReturnsVoid);

    public bool IsLoop => Arguments.ForEach is not null;
}
