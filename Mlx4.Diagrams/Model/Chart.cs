using Mlx4.Runtime;

namespace Mlx4.Diagrams.Model;

/// <summary>A row of a drawing: a stage on the left, the cleanup that stands beside it on the right.</summary>
/// <param name="Stage">The stage's place in the table; -1 beside a cleanup that has come here from a later stage.</param>
/// <param name="Rung">The stage whose cleanup stands here; -1 if none does.</param>
internal readonly record struct ChartRow(int Stage, int Rung);

/// <summary>A line that leads up the drawing, from one row to another, in a lane of its own where others are beside it.</summary>
/// <param name="From">The lower row.</param>
/// <param name="To">The upper row; -1 is above the first: there is nothing to undo.</param>
/// <param name="Lane">Its lane, 0 being the one next to the stages.</param>
internal readonly record struct ChartEdge(int From, int To, int Lane);

/// <summary>
/// Where everything stands: stages down the left, the ladder up the right, so that a cleanup is beside its stage, unless it has been put elsewhere.
/// </summary>
internal sealed class Chart
{
    private readonly IReadOnlyList<StageInfo> _stages;

    public Chart(PipelineDrawing pipeline)
    {
        _stages = pipeline.Stages;
        List<ChartRow> rows = [];
        foreach (int place in pipeline.Ladder.Places.Reverse())
        {
            // From the bottom of the ladder: a stage, then the cleanups that run before its own.
            bool isMoved = _stages[place].CleanupAt is not null;
            rows.Add(new ChartRow(isMoved ? -1 : place, _stages[place].Cleanup is null ? -1 : place));
        }
        for (int stage = 0; stage < _stages.Count; stage++)
        {
            if (_stages[stage].CleanupAt is not null)
            {
                int before = rows.FindLastIndex(row => row.Stage >= 0 && row.Stage < stage);
                int next = rows.FindIndex(before + 1, row => row.Stage > stage);
                rows.Insert(next < 0 ? rows.Count : next, new ChartRow(stage, -1));
            }
        }
        Rows = rows;
        Failures = Arrange(
            from stage in Enumerable.Range(0, _stages.Count)
            where !_stages[stage].Optional && !EntersBeside(pipeline, stage)
            let entry = pipeline.Ladder.EntryOf(stage)
            select (RowOf(stage), entry is int rung ? rows.FindIndex(row => row.Rung == rung) : -1));
        Restarts = Arrange(
            from stage in Enumerable.Range(0, _stages.Count)
            where _stages[stage].RestartOn is not null
            select (RowOf(stage), RowOf(pipeline.Ladder.IndexOf(_stages[stage].RestartFrom!))));
        Beside = [.. Enumerable.Range(0, _stages.Count).Where(stage => EntersBeside(pipeline, stage)).Select(RowOf)];
    }

    /// <summary>The rows from the top down.</summary>
    public IReadOnlyList<ChartRow> Rows { get; }

    /// <summary>From each row whose stage can fail to the one whose cleanup is the first that runs then. Those that lead to the same one share a lane.</summary>
    public IReadOnlyList<ChartEdge> Failures { get; }

    /// <summary>The rows of loops, whose failure leads to the cleanup beside it: the items that came before are undone.</summary>
    public IReadOnlyCollection<int> Beside { get; }

    /// <summary>From each row whose stage restarts to the one from which the load goes on.</summary>
    public IReadOnlyList<ChartEdge> Restarts { get; }

    private static bool EntersBeside(PipelineDrawing pipeline, int stage) =>
        pipeline.Ladder.EntryOf(stage) == stage && !pipeline.Stages[stage].Optional && pipeline.Stages[stage].CleanupAt is null;

    private int RowOf(int stage) => Rows.TakeWhile(row => row.Stage != stage).Count();

    /// <summary>Gives each target the first lane that is free beside all rows on the way: those that begin above get theirs first, so that no two cross.</summary>
    private static List<ChartEdge> Arrange(IEnumerable<(int From, int To)> edges)
    {
        List<ChartEdge> arranged = [];
        List<int> ends = []; // By lane, how far down it is taken.
        foreach (IGrouping<int, (int From, int To)> target in edges.GroupBy(edge => edge.To).OrderBy(group => group.Key))
        {
            int lane = ends.FindIndex(end => end <= target.Key);
            if (lane < 0)
            {
                lane = ends.Count;
                ends.Add(0);
            }
            ends[lane] = target.Max(edge => edge.From);
            arranged.AddRange(target.Select(edge => new ChartEdge(edge.From, edge.To, lane)));
        }
        return arranged;
    }
}
