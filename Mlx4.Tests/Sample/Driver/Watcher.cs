using Mlx4.Runtime;
using Mlx4.Sample.Driver;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>Keeps the events and warnings of a load, checks the order of the cleanups, and refuses a stage if it is told to.</summary>
internal sealed class Watcher : IStageMonitor
{
    private readonly Stack<(StageScope Pipeline, StageInfo Stage, int Item)> _toUndo = [];
    private readonly HashSet<(StageScope Pipeline, StageInfo Stage, int Item)> _transient = [];
    private string? _pipeline;
    private string? _stage;
    private int _left;
    private Errno _error;

    /// <summary>What the driver went on after.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Each event: pipeline, kind and stage.</summary>
    public List<(string Pipeline, StageEventKind Kind, string Stage, int Depth)> Events { get; } = [];

    /// <summary>Each cleanup that was not that of the newest stage, or of none at all.</summary>
    public List<string> Disorder { get; } = [];

    /// <summary>How many stages have completed that have a cleanup, and have not been cleaned up.</summary>
    public int ToUndo => _toUndo.Count + _transient.Count;

    /// <summary>Refuses a stage of a pipeline the n-th time that it is to run.</summary>
    public void Refuse(string pipeline, string stage, Errno error, int occurrence = 1) =>
        (_pipeline, _stage, _error, _left) = (pipeline, stage, error, occurrence);

    public void OnStageEvent(StageScope pipeline, in StageEvent stageEvent)
    {
        Events.Add((pipeline.Pipeline, stageEvent.Kind, stageEvent.Stage.Name, pipeline.Depth));
        (StageScope, StageInfo Stage, int) step = (pipeline, stageEvent.Stage, stageEvent.Item);
        if (stageEvent.Kind == StageEventKind.Completed && stageEvent.Stage.Cleanup is not null)
        {
            // A transient stage is undone when its own load ends, which later ones of other pipelines outlive.
            if (stageEvent.Stage.Transient)
            {
                _transient.Add(step);
            }
            else
            {
                _toUndo.Push(step);
            }
        }
        if (stageEvent.Kind == StageEventKind.CleaningUp)
        {
            bool inOrder = stageEvent.Stage.Transient ? _transient.Remove(step) : _toUndo.TryPop(out var newest) && newest == step;
            if (!inOrder)
            {
                Disorder.Add($"{pipeline.Pipeline} {stageEvent}");
            }
        }
    }

    public void OnStageStarting(StageScope pipeline, StageInfo stage, ref Errno error)
    {
        if (pipeline.Pipeline == _pipeline && stage.Name == _stage && --_left == 0)
        {
            error = _error;
        }
    }

    public void OnWarning(StageScope pipeline, string warning) => Warnings.Add(warning);
}
