using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Mlx4.Runtime;

namespace Mlx4.Testing.Checking;

/// <summary>
/// One object's pipeline: goes over the list of its stages and follows what each did by what was told, so that it knows what has to come next.
/// </summary>
/// <param name="stages">The stages in order.</param>
/// <param name="replay">What it is a part of.</param>
/// <param name="isOutermost">Whether it is the pipeline under test, of which more is known than of nested ones.</param>
internal sealed class PipelineModel(IReadOnlyList<StageInfo> stages, Replay replay, bool isOutermost)
{
    /// <summary>How often each stage that has a cleanup has completed and was not undone: 0 or 1, or the number of a loop's items.</summary>
    private readonly Dictionary<StageInfo, int> _completed = stages.ToDictionary(stage => stage, _ => 0);
    private readonly Dictionary<StageInfo, int> _restarts = [];

    /// <summary>The stages that were seen to be loops: one that is a field or property says nothing of it.</summary>
    private readonly HashSet<StageInfo> _loops = [];

    /// <summary>What is still to be undone, in the order in which it has to be.</summary>
    public IEnumerable<(StageInfo Stage, int Item)> Owed => OwedOf(Ladder());

    /// <summary>Whether a stage is one of the pipeline's.</summary>
    public bool Has(StageInfo stage) => _completed.ContainsKey(stage);

    /// <summary>Follows a load.</summary>
    public LoadEnd Load(Cursor cursor)
    {
        _restarts.Clear();
        int next = 0;
        while (next < stages.Count)
        {
            StageInfo stage = stages[next];
            Failure? failure = Run(stage, cursor);
            if (failure is null)
            {
                next++;
            }
            else if (Restarts(stage, failure.Error))
            {
                _restarts[stage] = _restarts.GetValueOrDefault(stage) + 1;
                cursor.Take(StageEventKind.Restarting, stage, failure.Item, "the stage has failed with the error at which it restarts, and does not");
                StageInfo from = stages.Single(each => each.Method == stage.RestartFrom);
                List<Exception> thrown = Clean(OwedOf(Ladder().Where(each => from.Order <= PlaceOf(each).Order)), cursor);
                if (thrown.Count > 0)
                {
                    return Unwind(stage, failure, thrown, cursor);
                }
                next = IndexOf(from);
            }
            else
            {
                return Unwind(stage, failure, [], cursor);
            }
        }
        List<Exception> ends = Clean(OwedOf(stages.Reverse().Where(stage => stage.Transient)), cursor);
        return ends.Count == 0 ? new LoadEnd(stages, null, null, []) : Unwind(null, null, ends, cursor);
    }

    /// <summary>Follows an unload.</summary>
    /// <returns>What went wrong in cleanups.</returns>
    public List<Exception> Unload(Cursor cursor) => Clean(Owed, cursor);

    private LoadEnd Unwind(StageInfo? stage, Failure? failure, List<Exception> thrown, Cursor cursor)
    {
        thrown.AddRange(Clean(Owed, cursor));
        return new LoadEnd(stages, stage, failure, thrown);
    }

    private Failure? Run(StageInfo stage, Cursor cursor)
    {
        replay.FollowOthers(cursor, this);
        if (IsCancelledAt(stage, cursor))
        {
            return Failure.Cancelled;
        }
        bool isKept = _completed[stage] > 0;
        if (cursor.Next is { Kind: StageEventKind.Skipped } skipped && skipped.Stage == stage && (isKept || stage.When is not null))
        {
            cursor.Take();
            return null;
        }
        if (isKept)
        {
            throw new Divergence("a stage that the restart has kept is not passed over", Line.Of(StageEventKind.Skipped, stage, -1));
        }
        if (!IsLoop(stage, cursor))
        {
            return Reads(stage, cursor) ?? (IsNext(stage, -1, cursor) || !replay.MayBeSilent(stage) ? RunOnce(stage, -1, cursor) : null);
        }
        for (int item = 0; ; item++)
        {
            if (IsNext(stage, item, cursor) && item > 0 && isOutermost && replay.LooksAtToken && cursor.IsCancelled)
            {
                return Failure.Cancelled;
            }
            if (!IsNext(stage, item, cursor))
            {
                return Reads(stage, cursor) ?? (HasStoppedBefore(stage, cursor) ? Failure.Cancelled : null);
            }
            if (RunOnce(stage, item, cursor) is Failure failure)
            {
                return failure;
            }
            replay.FollowOthers(cursor, this);
        }
    }

    /// <summary>Whether the load has looked at the token before the stage and found it cancelled. Whether a nested pipeline looks is not known: it does if it goes down.</summary>
    private bool IsCancelledAt(StageInfo stage, Cursor cursor) => cursor.IsCancelled
        && (isOutermost ? replay.LooksAtToken : (cursor.Next is null && stage.ForEach is null) || GoesDown(cursor, mayHaveEnded: stage.ForEach is not null || replay.MayBeSilent(stage)));

    /// <summary>Whether a loop was cancelled before an item that nobody knows of.</summary>
    private bool HasStoppedBefore(StageInfo stage, Cursor cursor) => cursor.IsCancelled
        && (isOutermost ? stage == stages[^1] && replay.EndedCancelled : GoesDown(cursor, mayHaveEnded: true));

    /// <summary>Whether something is undone next.</summary>
    /// <param name="cursor">Where the log is.</param>
    /// <param name="mayHaveEnded">Whether the load may be at its end, since a loop without items tells nothing: then what ends with the load does not count.</param>
    private bool GoesDown(Cursor cursor, bool mayHaveEnded) => cursor.CleanupsOf(this) > (mayHaveEnded ? stages.Where(each => each.Transient).Sum(each => _completed[each]) : 0);

    private static bool IsLoop(StageInfo stage, Cursor cursor) => stage.ForEach is not null || (cursor.Next is { IsRun: true, Item: >= 0 } node && node.Stage == stage);

    private static bool IsNext(StageInfo stage, int item, Cursor cursor) => cursor.Next is { IsRun: true } node && node.Stage == stage && node.Item == item;

    /// <summary>Whether a stage has failed before it began.</summary>
    private static Failure? Reads(StageInfo stage, Cursor cursor) => cursor.Next is { IsUnreadable: true } node && node.Stage == stage
        ? new Failure(node.Item, null, cursor.Take().Begin.Event.Exception, null)
        : null;

    private Failure? RunOnce(StageInfo stage, int item, Cursor cursor)
    {
        LogNode node = cursor.Take(StageEventKind.Starting, stage, item, "the next stage does not run");
        LoadEnd? nested = replay.FollowNested(node);
        string? refusal = node.Begin.Refusal;
        Exception? thrown = node.Begin.Thrown;
        bool isToFail = refusal is not null || thrown is not null;
        if (node.End is not { } end || (isToFail && end.Event.Kind == StageEventKind.Completed))
        {
            throw new Divergence(
                node.End is null ? "how the stage ended is not told" : "the stage was made to fail, and has completed all the same",
                !isToFail ? Line.Of(StageEventKind.Completed, stage, item) : Line.Of(StageEventKind.Failed, stage, item, refusal ?? thrown!.Message));
        }
        StageEvent told = end.Event;
        if ((refusal is not null && told.Error != refusal) || (thrown is not null && told.Exception != thrown))
        {
            throw new Divergence("the stage does not fail as it was made to", Line.Of(StageEventKind.Failed, stage, item, refusal ?? thrown!.Message));
        }
        replay.Matched++;
        if (told.Kind == StageEventKind.Completed)
        {
            _completed[stage] += stage.Cleanup is null ? 0 : 1;
            if (item >= 0)
            {
                _loops.Add(stage);
            }
            return null;
        }
        return told.Exception is null && stage.Optional && !Restarts(stage, told.Error) ? null : new Failure(item, told.Error, told.Exception, nested is { IsSuccess: false } ? nested : null);
    }

    private bool Restarts(StageInfo stage, string? error) => error is not null && stage.RestartOn is not null
        && Convert.ToString(stage.RestartOn, CultureInfo.InvariantCulture) == error && _restarts.GetValueOrDefault(stage) < stage.MaxRestarts;

    /// <summary>The stages in the order in which they are undone.</summary>
    private IEnumerable<StageInfo> Ladder() => stages.Reverse().Where(stage => stage.CleanupAt is null).SelectMany(Rung);

    /// <summary>A stage, after those that are undone just before it.</summary>
    private IEnumerable<StageInfo> Rung(StageInfo stage) =>
        stages.Reverse().Where(later => later.CleanupAt == stage.Method).SelectMany(Rung).Append(stage);

    /// <summary>The stage at whose place a stage is undone.</summary>
    private StageInfo PlaceOf(StageInfo stage) => stage.CleanupAt is null ? stage : PlaceOf(stages.Single(each => each.Method == stage.CleanupAt));

    private int IndexOf(StageInfo stage) => stages.TakeWhile(each => each != stage).Count();

    private IEnumerable<(StageInfo Stage, int Item)> OwedOf(IEnumerable<StageInfo> order) =>
        from stage in order
        from item in Enumerable.Range(0, _completed[stage]).Reverse()
        select (stage, _loops.Contains(stage) ? item : -1);

    /// <summary>Follows cleanups.</summary>
    /// <returns>What went wrong in them.</returns>
    private List<Exception> Clean(IEnumerable<(StageInfo Stage, int Item)> order, Cursor cursor)
    {
        (StageInfo Stage, int Item)[] owed = [.. order];
        List<Exception> thrown = [];
        for (int i = 0; i < owed.Length; i++)
        {
            (StageInfo stage, int item) = owed[i];
            try
            {
                replay.FollowOthers(cursor, this);
                LogNode node = cursor.Take(StageEventKind.CleaningUp, stage, item, "the cleanups are not those of what has completed, in reverse");
                _completed[stage]--;
                replay.FollowNested(node);
                if (node.Begin.Thrown is { } injected)
                {
                    thrown.Add(injected);
                }
                if (node.End is null)
                {
                    throw new Divergence("how the cleanup ended is not told", Line.Of(StageEventKind.CleanedUp, stage, item));
                }
                if (node.End.Event.Exception is { } own)
                {
                    thrown.Add(own);
                }
                replay.Matched++;
            }
            catch (Divergence divergence)
            {
                divergence.Expected.AddRange(owed[(i + 1)..].SelectMany(later => new[] { Line.Of(StageEventKind.CleaningUp, later.Stage, later.Item), Line.Of(StageEventKind.CleanedUp, later.Stage, later.Item) }));
                throw;
            }
        }
        return thrown;
    }
}
