namespace Mlx4.Benchmarks.Load;

/// <summary>What the stages of a ladder have besides a cleanup.</summary>
internal enum Variant
{
    /// <summary>Nothing.</summary>
    Plain,

    /// <summary>A condition each; every second one does not hold.</summary>
    Conditions,

    /// <summary>A loop each.</summary>
    Loops,

    /// <summary>Somebody who is told of every step, and may let it fail.</summary>
    Watched,
}
