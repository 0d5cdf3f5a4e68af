using System;

namespace Mlx4.Runtime;

/// <summary>One step of a load or an unload, as an observer (<c>OnStageEvent</c>) is told it.</summary>
/// <remarks>An event is passed by reference and copied by the observer that wants to keep it.</remarks>
public readonly struct StageEvent : IEquatable<StageEvent>
{
    /// <summary>Makes an event.</summary>
    /// <param name="kind">What happened.</param>
    /// <param name="stage">The stage that it happened to.</param>
    /// <param name="item">The index of the item in a loop stage, else -1.</param>
    /// <param name="error">The text of the error that the stage returned.</param>
    /// <param name="exception">The exception that the stage or the cleanup threw.</param>
    public StageEvent(StageEventKind kind, StageInfo stage, int item = -1, string? error = null, Exception? exception = null)
    {
        Kind = kind;
        Stage = stage;
        Item = item;
        Error = error;
        Exception = exception;
    }

    /// <summary>What happened.</summary>
    public StageEventKind Kind { get; }

    /// <summary>The stage that it happened to.</summary>
    public StageInfo Stage { get; }

    /// <summary>The name of the load method that the stage belongs to.</summary>
    public string Pipeline => Stage.Pipeline;

    /// <summary>The index of the item in a loop stage, else -1.</summary>
    public int Item { get; }

    /// <summary>The invariant text of the error that the stage returned, else <see langword="null"/>.</summary>
    public string? Error { get; }

    /// <summary>The exception that the stage or the cleanup threw, else <see langword="null"/>.</summary>
    public Exception? Exception { get; }

    /// <inheritdoc/>
    public bool Equals(StageEvent other) =>
        Kind == other.Kind && Stage == other.Stage && Item == other.Item && Error == other.Error && Exception == other.Exception;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StageEvent other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (((int)Kind * 397) ^ Item) * 397 ^ (Stage?.GetHashCode() ?? 0);

    /// <summary>The event in one line: <c>Failed InitPort[1]: EBUSY</c>.</summary>
    public override string ToString()
    {
        string item = Item < 0 ? "" : $"[{Item}]";
        string? cause = Error ?? Exception?.Message;
        return cause is null ? $"{Kind} {Stage?.Name}{item}" : $"{Kind} {Stage?.Name}{item}: {cause}";
    }

    /// <summary>Whether two events are the same.</summary>
    public static bool operator ==(StageEvent left, StageEvent right) => left.Equals(right);

    /// <summary>Whether two events differ.</summary>
    public static bool operator !=(StageEvent left, StageEvent right) => !left.Equals(right);
}
