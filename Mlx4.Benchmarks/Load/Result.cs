using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Load;

/// <summary>What a race has found of one contender.</summary>
/// <param name="name">The contender.</param>
internal sealed class Result(string name)
{
    public string Name => name;

    /// <summary>The nanoseconds of a load (and unload), a figure for each launch.</summary>
    public Series Time { get; } = new();

    /// <summary>The bytes that one allocates.</summary>
    public double Bytes { get; set; }

    /// <summary>The bytes of machine code, without the stages' own; <see langword="null"/> if they are not known.</summary>
    public int? CodeBytes { get; set; }
}
