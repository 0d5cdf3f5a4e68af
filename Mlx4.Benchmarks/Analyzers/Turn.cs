namespace Mlx4.Benchmarks.Analyzers;

/// <summary>One look of a contender at a type.</summary>
/// <param name="Whole">The milliseconds of the processor, with all that the compiler did for it.</param>
/// <param name="Own">The milliseconds that the compiler was in the contender's code, as it says.</param>
/// <param name="Reports">What the contender had to say.</param>
internal readonly record struct Turn(double Whole, double Own, int Reports);
