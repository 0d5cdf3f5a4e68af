namespace Mlx4.Sample.Matrix;

/// <summary>Something that a run has shown and that must not be.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Fault">What went wrong on purpose; <see langword="null"/> if nothing did.</param>
/// <param name="When">The attempt.</param>
/// <param name="Expected">What should have been.</param>
/// <param name="Found">What was.</param>
internal sealed record Violation(Scenario Scenario, FaultPoint? Fault, string When, string Expected, string Found);
