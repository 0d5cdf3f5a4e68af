using System;
using System.Collections.Generic;
using Mlx4.Runtime;

namespace Mlx4.Testing.Checking;

/// <summary>How a stage has failed.</summary>
/// <param name="Item">The item, or -1.</param>
/// <param name="Error">The text of its error.</param>
/// <param name="Exception">What it threw instead.</param>
/// <param name="Nested">How the last nested load in it ended, if that failed.</param>
internal sealed record Failure(int Item, string? Error, Exception? Exception, LoadEnd? Nested)
{
    /// <summary>The token was cancelled before the stage: nothing has failed.</summary>
    public static Failure Cancelled { get; } = new(-1, null, null, null);
}

/// <summary>How a load has to end, by what its stages did.</summary>
/// <param name="Table">The stages of the pipeline.</param>
/// <param name="Stage">The stage that failed, or before which the load was cancelled.</param>
/// <param name="Failure">How it failed; <see langword="null"/> if all stages completed.</param>
/// <param name="Thrown">What went wrong in cleanups.</param>
internal sealed record LoadEnd(IReadOnlyList<StageInfo> Table, StageInfo? Stage, Failure? Failure, IReadOnlyList<Exception> Thrown)
{
    public bool IsSuccess => Failure is null && Thrown.Count == 0;

    public bool IsCancelled => ReferenceEquals(Failure, Failure.Cancelled);
}
