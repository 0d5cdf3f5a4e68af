using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Generator;

/// <summary>What one contender takes after one edit.</summary>
internal sealed class Result
{
    /// <summary>Milliseconds, a figure for each round.</summary>
    public Series Time { get; } = new();

    public Series Bytes { get; } = new();

    public void Add((double Milliseconds, double Bytes) run)
    {
        Time.Add(run.Milliseconds);
        Bytes.Add(run.Bytes);
    }
}
