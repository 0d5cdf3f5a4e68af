namespace Mlx4.Benchmarks.Reporting;

/// <summary>How the cells of a column stand.</summary>
internal enum Align
{
    Left,
    Right,
}
