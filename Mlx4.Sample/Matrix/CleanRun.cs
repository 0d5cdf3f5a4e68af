namespace Mlx4.Sample.Matrix;

/// <summary>What a scenario comes to without a fault.</summary>
/// <param name="Took">How long load and unload take by the machine's clock.</param>
/// <param name="Points">What can be made to fail.</param>
/// <param name="Violations">What is wrong without any fault.</param>
internal sealed record CleanRun(TimeSpan Took, IReadOnlyList<FaultPoint> Points, IReadOnlyList<Violation> Violations);
