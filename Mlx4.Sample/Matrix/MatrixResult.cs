namespace Mlx4.Sample.Matrix;

/// <summary>The fault points of a kind in a stage of a scenario.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Stage">The stage of the device, or of the probe around it, in which they come up: see <see cref="FaultPoint.OuterStage"/>.</param>
/// <param name="Kind">Their kind.</param>
/// <param name="Points">How many there are.</param>
/// <param name="Runs">How many of them were run.</param>
/// <param name="Violations">How many violations these have shown.</param>
internal sealed record MatrixCell(Scenario Scenario, string Stage, string Kind, int Points, int Runs, int Violations);

/// <summary>What a matrix has come to.</summary>
/// <param name="Scenarios">The number of scenarios.</param>
/// <param name="Cells">Their fault points.</param>
/// <param name="Violations">Whatever must not be.</param>
/// <param name="Took">How long it took.</param>
/// <param name="IsStopped">Whether it was stopped before all was run.</param>
internal sealed record MatrixResult(
    int Scenarios, IReadOnlyList<MatrixCell> Cells, IReadOnlyList<Violation> Violations, TimeSpan Took, bool IsStopped)
{
    /// <summary>How many fault points the scenarios have.</summary>
    public long FaultPoints => Cells.Sum(static cell => (long)cell.Points);

    /// <summary>How many of them were run, by kind.</summary>
    public IReadOnlyDictionary<string, int> Faults => Cells.Where(static cell => cell.Runs > 0)
        .GroupBy(static cell => cell.Kind).ToDictionary(static kind => kind.Key, static kind => kind.Sum(static cell => cell.Runs));

    /// <summary>How many fault points were run.</summary>
    public int Runs => Cells.Sum(static cell => cell.Runs);

    /// <summary>How many loads that are.</summary>
    public int Loads => Scenarios + Runs * FaultRun.Attempts;
}
