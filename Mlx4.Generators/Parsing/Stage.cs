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

    /// <summary>Whether the method can be called; if not, only its parameters are used.</summary>
    public bool IsCallable { get; set; } = true;

    public ReturnShape Returns { get; set; }

    public IMethodSymbol? Cleanup { get; set; }

    public MemberModel? When { get; set; }

    public LoopModel? ForEach { get; set; }

    /// <summary>The type of a loop's item.</summary>
    public ITypeSymbol? ItemType { get; set; }

    public bool IsLoop => Arguments.ForEach is not null;
}
