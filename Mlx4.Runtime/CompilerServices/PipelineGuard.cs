using System;
using System.ComponentModel;
using System.Threading;

namespace Mlx4.Runtime.CompilerServices;

/// <summary>
/// The state of one pipeline of one object: not loaded, loading, loaded or unloading. Generated code keeps one in each host
/// and asks it before it does anything; user code has no use for it.
/// </summary>
/// <remarks>
/// All guards are equal to each other: whether an object is loaded says nothing about whether two records are the same.
/// The type is a mutable structure and must not be copied.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct PipelineGuard : IEquatable<PipelineGuard>
{
    private const int NotLoaded = 0;
    private const int Loading = 1;
    private const int Loaded = 2;
    private const int Unloading = 3;

    private int _phase;

    /// <summary>Begins a load.</summary>
    /// <param name="load">The type and the load method, for the message.</param>
    /// <exception cref="InvalidOperationException">The object is loaded, or is being loaded or unloaded.</exception>
    public void EnterLoad(string load)
    {
        int phase = Interlocked.CompareExchange(ref _phase, Loading, NotLoaded);
        if (phase != NotLoaded)
        {
            Refuse(load, phase);
        }
    }

    /// <summary>Begins an unload.</summary>
    /// <param name="unload">The type and the unload method, for the message.</param>
    /// <returns>Whether there is anything to unload.</returns>
    /// <exception cref="InvalidOperationException">The object is being loaded or unloaded.</exception>
    public bool EnterUnload(string unload)
    {
        int phase = Interlocked.CompareExchange(ref _phase, Unloading, Loaded);
        if (phase is Loading or Unloading)
        {
            Refuse(unload, phase);
        }
        return phase == Loaded;
    }

    /// <summary>Ends a load in which all stages completed.</summary>
    public void LeaveLoaded() => Volatile.Write(ref _phase, Loaded);

    /// <summary>Ends an unload, or a load that failed.</summary>
    public void LeaveUnloaded() => Volatile.Write(ref _phase, NotLoaded);

    /// <summary>Always true.</summary>
    public readonly bool Equals(PipelineGuard other) => true;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is PipelineGuard;

    /// <inheritdoc/>
    public override readonly int GetHashCode() => 0;

    /// <summary>Always true.</summary>
    public static bool operator ==(PipelineGuard left, PipelineGuard right) => true;

    /// <summary>Always false.</summary>
    public static bool operator !=(PipelineGuard left, PipelineGuard right) => false;

    /// <summary>By itself, so that what is done each time is so little that it is compiled into its callers.</summary>
    private static void Refuse(string what, int phase) => throw new InvalidOperationException($"{what}: {phase switch
    {
        Loaded => "already loaded. Unload it first",
        Loading => "a load is under way, on another thread or in a stage of this one",
        _ => "an unload is under way, on another thread or in a cleanup of this one",
    }}.");
}
