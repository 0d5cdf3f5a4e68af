using System.Collections.Generic;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Acquiring;

/// <summary>What a stage has acquired on a path.</summary>
/// <param name="by">What acquired it.</param>
/// <param name="kind">In which way.</param>
/// <param name="name">What the message calls it.</param>
/// <param name="release">What gives it back, as the stage would write it; empty if that is not one expression.</param>
internal sealed class Holding(PathEvent by, HoldingKind kind, string name, string release)
{
    public PathEvent By { get; } = by;

    public HoldingKind Kind { get; } = kind;

    public string Name { get; } = name;

    public string Release { get; } = release;

    /// <summary>The values that stand for it: itself, and what it went into, which gives it back when it is disposed.</summary>
    public HashSet<Value> Values { get; } = [];

    /// <summary>Where a count, a handler or an element of a collection is kept.</summary>
    public HashSet<Place> Places { get; } = [];

    /// <summary>The call that may have reported that it failed.</summary>
    public CallEvent? Call { get; set; }

    /// <summary>What that call gave.</summary>
    public Value? Result { get; set; }
}

/// <summary>In which way something was acquired.</summary>
internal enum HoldingKind
{
    /// <summary>An object was created that has to be disposed.</summary>
    Object,

    /// <summary>A lock was entered.</summary>
    Lock,

    /// <summary>A value is kept, now or later, where the stage's cleanup gives it back.</summary>
    Kept,

    /// <summary>A handler was added.</summary>
    Handler,

    /// <summary>A count was raised.</summary>
    Count,

    /// <summary>A call was made that the stage's cleanup undoes.</summary>
    Called,
}
