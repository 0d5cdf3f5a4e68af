using System;

namespace Mlx4.Testing.Checking;

/// <summary>How a load or an unload has ended, as its caller sees it.</summary>
/// <param name="Error">The text of the error that was returned, if any.</param>
/// <param name="Stage">The stage that the result names.</param>
/// <param name="Exception">What was thrown.</param>
internal sealed record Outcome(string? Error = null, string? Stage = null, Exception? Exception = null)
{
    public static Outcome Success { get; } = new();

    public bool IsSuccess => Error is null && Exception is null;

    /// <summary>The outcome as the last line of what happened.</summary>
    public override string ToString() => Exception is not null ? $"throws {Exception.GetType().Name}: {Exception.Message}"
        : Error is not null ? $"returns {Stage}: {Error}"
        : "succeeds";
}
