using System;

namespace Mlx4.Runtime;

/// <summary>
/// Makes a method a stage of its type's initialisation pipeline, or a field or property whose type has a pipeline of its own. The
/// generator writes the pipeline's load (<c>LoadOne</c>), which runs the stages in ascending order, and its unload, which runs their
/// cleanups in reverse.
/// </summary>
/// <param name="order">
/// The stage's place in the pipeline: any number that no other stage of the pipeline has. Tens leave room between.
/// </param>
/// <remarks>
/// Every stage that is a method states what undoes it (<see cref="Cleanup"/>), or why nothing does (<see cref="NoCleanup"/>). A field
/// or property is loaded by the load of its own pipeline and undone by that one's unload; it states neither.
/// A stage that fails, by its result or by an exception, has undone itself: its own cleanup is not called. Its error ends the load, unless
/// the stage is <see cref="Optional"/>.
/// </remarks>
/// <example>
/// <code>
/// [InitStage(10, Cleanup = nameof(ReleaseOwnership))]
/// private Errno TakeOwnership() { ... }
/// private void ReleaseOwnership() { ... }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = true, Inherited = false)]
public sealed class InitStageAttribute(int order) : Attribute
{
    /// <summary>The stage's place in the pipeline.</summary>
    public int Order { get; } = order;

    /// <summary>The name of the method that undoes the stage. It is called once for each time the stage completed.</summary>
    public string? Cleanup { get; set; }

    /// <summary>Why there is nothing to undo: a sentence for the reader, not empty. Instead of <see cref="Cleanup"/>.</summary>
    public string? NoCleanup { get; set; }

    /// <summary>
    /// The name of a <see langword="bool"/> field, property, parameterless method or parameter of the pipeline. It is read once,
    /// just before the stage, and remembered: only a stage that ran is cleaned up.
    /// </summary>
    public string? When { get; set; }

    /// <summary>
    /// The name of a field or property to run the stage over: an <see langword="int"/> count, an array, or anything with an
    /// <see langword="int"/> <c>Count</c> or <c>Length</c> and an indexer. The item is the first parameter of the stage and of its cleanup.
    /// </summary>
    public string? ForEach { get; set; }

    /// <summary>The error at which the load goes back to <see cref="RestartFrom"/>: a value of the pipeline's error type.</summary>
    public object? RestartOn { get; set; }

    /// <summary>
    /// The name of the stage's own or of an earlier stage's method, to which a restart goes back. What stands below that one in the ladder
    /// stays: a stage in between whose <see cref="CleanupAt"/> lies there is not run again.
    /// </summary>
    public string? RestartFrom { get; set; }

    /// <summary>How often this stage may restart the load before its error is final. At least 1, which is the default.</summary>
    public int MaxRestarts { get; set; } = 1;

    /// <summary>Whether the stage is undone when the load ends, instead of when the object is unloaded.</summary>
    public bool Transient { get; set; }

    /// <summary>
    /// The name of an earlier stage's method: the cleanup then runs just before that stage's own, instead of at this stage's place. A
    /// restart that does not go down to there keeps what the stage has.
    /// </summary>
    public string? CleanupAt { get; set; }

    /// <summary>
    /// Whether the load goes on without the stage when it fails with an error, its own or one that it is refused with. What it would have
    /// made is not there then; nothing is cleaned up for it, and the load's result does not mention it. Exceptions and cancellation unwind
    /// as ever. Of an optional loop the other items still run, so that it has no <see cref="Cleanup"/>.
    /// </summary>
    public bool Optional { get; set; }

    /// <summary>The name of the load method that the stage belongs to. The default is <c>LoadOne</c>.</summary>
    public string Pipeline { get; set; } = "LoadOne";

    /// <summary>The stage's name in results and events. The default is the method's name.</summary>
    public string? Name { get; set; }
}
