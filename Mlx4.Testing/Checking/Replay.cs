using System;
using System.Collections.Generic;
using System.Linq;
using Mlx4.Runtime;
using Mlx4.Testing.Cases;

namespace Mlx4.Testing.Checking;

/// <summary>
/// Holds what an object's pipeline, and those nested in it, have done against what they have to do. What each stage did is taken from what was told;
/// everything that follows from it is not.
/// </summary>
/// <param name="tables">The stages of the pipelines: first those of the one under test, then of those nested in it.</param>
internal sealed class Replay(IReadOnlyList<IReadOnlyList<StageInfo>> tables)
{
    private const string Usual = "If every hook is forwarded to the probe of its run, and nothing else is told to that, the generated code is wrong.";

    /// <summary>The nested pipelines that are loaded, the newest last.</summary>
    private readonly List<PipelineModel> _loaded = [];
    private PipelineModel? _outermost;

    /// <summary>How many of the events were right.</summary>
    public int Matched { get; set; }

    /// <summary>Whether the token is cancelled when all is over.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Whether the pipeline under test looks at the token.</summary>
    public bool LooksAtToken { get; private set; }

    /// <summary>Whether the load has ended as one that found the token cancelled.</summary>
    public bool EndedCancelled { get; private set; }

    /// <summary>Whether the object has to be loaded now.</summary>
    public bool IsLoaded { get; private set; }

    private PipelineModel Outermost => _outermost ??= new PipelineModel(tables[0], this, isOutermost: true);

    /// <summary>Checks a load.</summary>
    /// <param name="log">What was told.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="isAsync">Whether it looks at the token.</param>
    /// <param name="isCancelled">Whether the token was cancelled in the end.</param>
    public Difference? Load(IReadOnlyList<LoggedEvent> log, Outcome outcome, bool isAsync, bool isCancelled)
    {
        (IsCancelled, LooksAtToken) = (isCancelled, isAsync);
        EndedCancelled = isCancelled && (outcome.Exception is OperationCanceledException or UnwindException { InnerExceptions: [OperationCanceledException, ..] });
        return Check(log, outcome, cursor =>
        {
            LoadEnd end = Outermost.Load(cursor);
            IsLoaded = end.IsSuccess;
            Finish(cursor);
            if (OutcomeCheck.Complain(end, outcome) is string expected)
            {
                throw new Divergence("the load does not end as its stages say", expected);
            }
        });
    }

    /// <summary>Checks an unload of what is loaded.</summary>
    public Difference? Unload(IReadOnlyList<LoggedEvent> log, Outcome outcome)
    {
        IsCancelled = false;
        return Check(log, outcome, cursor =>
        {
            List<Exception> thrown = Outermost.Unload(cursor);
            IsLoaded = false;
            Finish(cursor);
            if (OutcomeCheck.Complain(new LoadEnd(tables[0], null, null, thrown), outcome) is string expected)
            {
                throw new Divergence("the unload does not end as its cleanups say", expected);
            }
        });
    }

    /// <summary>Checks a call in which nothing is to happen.</summary>
    /// <param name="log">What was told.</param>
    /// <param name="outcome">How the call ended.</param>
    /// <param name="problem">What is wrong if it is not so.</param>
    /// <param name="isRefused">Whether it is to be refused.</param>
    public Difference? Nothing(IReadOnlyList<LoggedEvent> log, Outcome outcome, string problem, bool isRefused) => Check(log, outcome, cursor =>
    {
        if (cursor.Next is not null || (isRefused ? outcome.Exception is not InvalidOperationException : !outcome.IsSuccess))
        {
            throw new Divergence(problem, isRefused ? "throws InvalidOperationException" : "succeeds");
        }
    });

    /// <summary>Follows the loads and unloads within a stage or a cleanup.</summary>
    /// <returns>How the last load ended.</returns>
    public LoadEnd? FollowNested(LogNode node)
    {
        LoadEnd? end = null;
        Cursor cursor = new(node.Inner, this);
        while (cursor.Next is not null)
        {
            end = FollowOne(cursor) ?? end;
        }
        return end;
    }

    /// <summary>Follows what other pipelines do next, which belong to nothing that was told.</summary>
    public void FollowOthers(Cursor cursor, PipelineModel pipeline)
    {
        while (cursor.Next is { } node && !pipeline.Has(node.Stage))
        {
            FollowOne(cursor);
        }
    }

    /// <summary>Whether a stage may be one that loads each item of nothing: that looks like any stage.</summary>
    public bool MayBeSilent(StageInfo stage) => tables.Any(table => OutcomeCheck.IsMember(stage, table));

    private LoadEnd? FollowOne(Cursor cursor)
    {
        LogNode node = cursor.Next!;
        IReadOnlyList<StageInfo> table = tables.FirstOrDefault(each => each.Contains(node.Stage)) ?? throw new Divergence($"the stage {node.Stage.Name} of {node.Stage.Pipeline} is unknown", "")
        {
            Remedy = $"Add .WithNested(TheType.{node.Stage.Pipeline}Stages), or do not forward its hooks.",
        };
        if (node.IsCleanup)
        {
            PipelineModel? pipeline = _loaded.FindLast(each => each.Owed.First() == (node.Stage, node.Item)) ?? _loaded.FindLast(each => each.Owed.Contains((node.Stage, node.Item)));
            _loaded.Remove(pipeline ?? throw new Divergence("a cleanup runs of something that has not completed, or is undone already", ""));
            pipeline.Unload(cursor);
            return null;
        }
        int before = Matched;
        PipelineModel nested = new(table, this, isOutermost: false);
        LoadEnd end = nested.Load(cursor);
        if (Matched == before)
        {
            throw new Divergence("a stage is told of out of its place", "");
        }
        if (nested.Owed.Any())
        {
            _loaded.Add(nested);
        }
        return end;
    }

    private void Finish(Cursor cursor)
    {
        FollowOthers(cursor, Outermost);
        if (cursor.Next is not null)
        {
            throw new Divergence("more happens when all is over");
        }
        if (!IsLoaded && _loaded.Count > 0)
        {
            throw new Divergence(
                "a nested pipeline is loaded when all is over",
                _loaded.SelectMany(pipeline => pipeline.Owed).Select(owed => Line.Of(StageEventKind.CleaningUp, owed.Stage, owed.Item)))
            {
                Remedy = "The cleanup of the stage that loads it has to unload it.",
            };
        }
    }

    private Difference? Check(IReadOnlyList<LoggedEvent> log, Outcome outcome, Action<Cursor> check)
    {
        Matched = 0;
        List<string> actual = [.. log.Select(logged => logged.Event.ToString()), outcome.ToString()];
        try
        {
            check(new Cursor(LogNode.Of(log), this));
            return null;
        }
        catch (Divergence divergence)
        {
            return new Difference(divergence.Message, divergence.Remedy ?? Usual, [.. actual.Take(Matched), .. divergence.Expected.Where(line => line.Length > 0)], actual, Matched);
        }
    }
}
