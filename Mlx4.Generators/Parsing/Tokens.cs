using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Parsing;

/// <summary>The cancellation token of an asynchronous pipeline.</summary>
internal static class Tokens
{
    /// <summary>The type, as generated code writes it.</summary>
    public const string Type = "global::System.Threading.CancellationToken";

    /// <summary>What a cleanup gets: nobody cancels it.</summary>
    public const string None = Type + ".None";

    /// <summary>Whether a parameter is a cancellation token.</summary>
    public static bool Is(IParameterSymbol parameter) =>
        parameter.Type is { Name: "CancellationToken", ContainingType: null } type && type.ContainingNamespace.ToDisplayString() == "System.Threading";
}
