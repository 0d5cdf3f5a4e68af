using System.Collections.Generic;
using System.Linq;
using Mlx4.Runtime;

namespace Mlx4.Testing.Checking;

/// <summary>A place in what was told, on one level of nesting.</summary>
internal sealed class Cursor(List<LogNode> nodes, Replay replay)
{
    private int _next;

    /// <summary>What comes next.</summary>
    public LogNode? Next => _next < nodes.Count ? nodes[_next] : null;

    /// <summary>Whether the token is cancelled by now.</summary>
    public bool IsCancelled => Next?.Begin.IsAfterCancellation ?? replay.IsCancelled;

    /// <summary>Takes the next event: it was right.</summary>
    public LogNode Take()
    {
        replay.Matched++;
        return nodes[_next++];
    }

    /// <summary>Takes the next event if it is this one.</summary>
    public LogNode Take(StageEventKind kind, StageInfo stage, int item, string problem)
    {
        if (Next is not { } node || node.Kind != kind || node.Stage != stage || node.Item != item)
        {
            throw new Divergence(problem, Line.Of(kind, stage, item));
        }
        return Take();
    }

    /// <summary>How many cleanups of a pipeline come next.</summary>
    public int CleanupsOf(PipelineModel pipeline) => nodes.Skip(_next).TakeWhile(node => node.IsCleanup && pipeline.Has(node.Stage)).Count();
}
