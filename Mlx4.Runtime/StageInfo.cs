namespace Mlx4.Runtime;

/// <summary>The immutable description of a stage, as its attribute states it.</summary>
/// <param name="pipeline">The name of the load method that the stage belongs to.</param>
/// <param name="order">The stage's place in the pipeline.</param>
/// <param name="method">The name of the stage's method.</param>
/// <param name="name">The display name; the method's name if <see langword="null"/>.</param>
/// <param name="cleanup">The name of the method that undoes the stage.</param>
/// <param name="noCleanup">Why there is nothing to undo.</param>
/// <param name="when">The name of the condition.</param>
/// <param name="forEach">The name of what the stage loops over.</param>
/// <param name="restartOn">The error that restarts the load.</param>
/// <param name="restartFrom">The name of the method from which the load restarts.</param>
/// <param name="maxRestarts">How often the stage may restart a load.</param>
/// <param name="transient">Whether the stage is undone when the load ends.</param>
/// <param name="cleanupAt">The name of the earlier stage's method before whose cleanup this one's runs.</param>
/// <param name="optional">Whether the load goes on when the stage fails.</param>
public sealed class StageInfo(
    string pipeline,
    int order,
    string method,
    string? name = null,
    string? cleanup = null,
    string? noCleanup = null,
    string? when = null,
    string? forEach = null,
    object? restartOn = null,
    string? restartFrom = null,
    int maxRestarts = 1,
    bool transient = false,
    string? cleanupAt = null,
    bool optional = false)
{
    /// <summary>The name of the load method that the stage belongs to.</summary>
    public string Pipeline { get; } = pipeline;

    /// <summary>The stage's place in the pipeline.</summary>
    public int Order { get; } = order;

    /// <summary>The name of the stage's method.</summary>
    public string Method { get; } = method;

    /// <summary>The display name, by which results and events speak of the stage.</summary>
    public string Name { get; } = name ?? method;

    /// <summary>The name of the method that undoes the stage, or <see langword="null"/>.</summary>
    public string? Cleanup { get; } = cleanup;

    /// <summary>Why there is nothing to undo, or <see langword="null"/>.</summary>
    public string? NoCleanup { get; } = noCleanup;

    /// <summary>The name of the condition, or <see langword="null"/> for a stage that always runs.</summary>
    public string? When { get; } = when;

    /// <summary>The name of what the stage loops over, or <see langword="null"/>.</summary>
    public string? ForEach { get; } = forEach;

    /// <summary>The error that restarts the load, boxed, or <see langword="null"/>.</summary>
    public object? RestartOn { get; } = restartOn;

    /// <summary>The name of the method from which the load restarts, or <see langword="null"/>.</summary>
    public string? RestartFrom { get; } = restartFrom;

    /// <summary>How often the stage may restart a load. It matters only with <see cref="RestartOn"/>.</summary>
    public int MaxRestarts { get; } = maxRestarts;

    /// <summary>Whether the stage is undone when the load ends.</summary>
    public bool Transient { get; } = transient;

    /// <summary>The name of the earlier stage's method before whose cleanup this one's runs, or <see langword="null"/>.</summary>
    public string? CleanupAt { get; } = cleanupAt;

    /// <summary>Whether the load goes on when the stage fails with an error.</summary>
    public bool Optional { get; } = optional;

    /// <summary>The order and the name: <c>10 TakeOwnership</c>.</summary>
    public override string ToString() => $"{Order} {Name}";
}
