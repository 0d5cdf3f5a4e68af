using System.Collections.Generic;
using Mlx4.Runtime;
using Mlx4.Testing.Cases;

namespace Mlx4.Testing.Checking;

/// <summary>A stage or a cleanup from its first event to its last, with what was told in between; or a single event.</summary>
internal sealed class LogNode
{
    private LogNode(LoggedEvent begin) => Begin = begin;

    public LoggedEvent Begin { get; }

    /// <summary>How it ended; <see langword="null"/> if that was not told, and for single events.</summary>
    public LoggedEvent? End { get; private set; }

    /// <summary>What was told in between: the loads and unloads of nested pipelines.</summary>
    public List<LogNode> Inner { get; } = [];

    public StageInfo Stage => Begin.Event.Stage;

    public int Item => Begin.Event.Item;

    public StageEventKind Kind => Begin.Event.Kind;

    /// <summary>Whether it is a stage that ran or was refused.</summary>
    public bool IsRun => Kind == StageEventKind.Starting;

    public bool IsCleanup => Kind == StageEventKind.CleaningUp;

    /// <summary>Whether it is a stage that could not begin: its condition, its count or its item threw.</summary>
    public bool IsUnreadable => Kind == StageEventKind.Failed && Begin.Event.Exception is not null;

    /// <summary>Puts events into each other.</summary>
    public static List<LogNode> Of(IReadOnlyList<LoggedEvent> log)
    {
        int next = 0;
        List<LogNode> nodes = [];
        while (next < log.Count)
        {
            nodes.Add(Read(log, ref next));
        }
        return nodes;
    }

    private static LogNode Read(IReadOnlyList<LoggedEvent> log, ref int next)
    {
        LogNode node = new(log[next++]);
        if (node.IsRun || node.IsCleanup)
        {
            while (next < log.Count && !node.Ends(log[next].Event))
            {
                node.Inner.Add(Read(log, ref next));
            }
            node.End = next < log.Count ? log[next++] : null;
        }
        return node;
    }

    private bool Ends(StageEvent stageEvent) => stageEvent.Stage == Stage && stageEvent.Item == Item
        && (IsRun ? stageEvent.Kind is StageEventKind.Completed or StageEventKind.Failed : stageEvent.Kind is StageEventKind.CleanedUp or StageEventKind.CleanupFailed);
}
