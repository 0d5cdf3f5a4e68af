using System;
using Mlx4.Runtime;

namespace Mlx4.Testing.Cases;

/// <summary>An event that the probe was told, and what it did about it.</summary>
/// <param name="Event">The event.</param>
/// <param name="Place">The path of its stage or cleanup.</param>
/// <param name="Time">Which time it is that the stage or cleanup begins.</param>
/// <param name="IsAfterCancellation">Whether the token was cancelled by then.</param>
internal sealed record LoggedEvent(StageEvent Event, string Place, int Time, bool IsAfterCancellation)
{
    /// <summary>Whether the stage could be refused with an error.</summary>
    public bool WasAsked { get; set; }

    /// <summary>The text of the error with which the stage was refused.</summary>
    public string? Refusal { get; set; }

    /// <summary>What the probe threw.</summary>
    public Exception? Thrown { get; set; }
}
