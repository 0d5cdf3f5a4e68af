using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>How a run of a body ends.</summary>
/// <param name="State">The state at the end.</param>
/// <param name="Kind">In which way.</param>
/// <param name="Value">What is returned or thrown.</param>
/// <param name="Operation">The expression that is.</param>
internal sealed record BodyExit(PathState State, ExitKind Kind, Value? Value, IOperation? Operation);

internal enum ExitKind
{
    Return,
    Throw,

    /// <summary>At the end of a finally clause that was run by itself.</summary>
    EndOfRegion,
}
