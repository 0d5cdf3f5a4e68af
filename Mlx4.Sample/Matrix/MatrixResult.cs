namespace Mlx4.Sample.Matrix;

/// <summary>What a matrix has come to.</summary>
/// <param name="Scenarios">The number of scenarios.</param>
/// <param name="FaultPoints">How many fault points they have.</param>
/// <param name="Faults">How many of them were run, by kind.</param>
/// <param name="Violations">Whatever must not be.</param>
/// <param name="Took">How long it took.</param>
internal sealed record MatrixResult(
    int Scenarios, long FaultPoints, IReadOnlyDictionary<string, int> Faults, IReadOnlyList<Violation> Violations, TimeSpan Took)
{
    /// <summary>How many fault points were run.</summary>
    public int Runs => Faults.Values.Sum();

    /// <summary>How many loads that are.</summary>
    public int Loads => Scenarios + Runs * FaultRun.Attempts;
}
