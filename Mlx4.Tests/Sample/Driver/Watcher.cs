using Mlx4.Runtime;
using Mlx4.Sample.Driver;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>Keeps the events and warnings of a load, checks the order of the cleanups, and refuses a stage if it is told to.</summary>
internal sealed class Watcher : IStageMonitor
{
    private readonly List<(StageScope Pipeline, StageInfo Stage, int Item)> _toUndo = [];

    /// <summary>How much there was to undo when what is running began. Stages are nested, so their ends come in reverse.</summary>
    private readonly Stack<int> _begun = [];
    private readonly HashSet<(StageScope Pipeline, StageInfo Stage, int Item)> _transient = [];
    private readonly Dictionary<(string Pipeline, string Stage), Action> _actions = [];
    private string? _pipeline;
    private string? _stage;
    private int _left;
    private Errno _error;

    /// <summary>What the driver went on after.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Each stage that failed without failing the load, and its error.</summary>
    public List<string> LetGo { get; } = [];

    /// <summary>Each event: pipeline, kind and stage.</summary>
    public List<(string Pipeline, StageEventKind Kind, string Stage, int Depth)> Events { get; } = [];

    /// <summary>Each cleanup that was not that of the newest stage, or of none at all.</summary>
    public List<string> Disorder { get; } = [];

    /// <summary>How many stages have completed that have a cleanup, and have not been cleaned up.</summary>
    public int ToUndo => _toUndo.Count + _transient.Count;

    /// <summary>Refuses a stage of a pipeline the n-th time that it is to run.</summary>
    public void Refuse(string pipeline, string stage, Errno error, int occurrence = 1) =>
        (_pipeline, _stage, _error, _left) = (pipeline, stage, error, occurrence);

    /// <summary>Does something just before a stage of a pipeline runs, or is refused.</summary>
    public void OnStarting(string pipeline, string stage, Action action) => _actions.Add((pipeline, stage), action);

    public void OnStageEvent(StageScope pipeline, in StageEvent stageEvent)
    {
        Events.Add((pipeline.Pipeline, stageEvent.Kind, stageEvent.Stage.Name, pipeline.Depth));
        (StageScope, StageInfo Stage, int) step = (pipeline, stageEvent.Stage, stageEvent.Item);
        if (stageEvent is { Kind: StageEventKind.Failed, Stage.Optional: true })
        {
            LetGo.Add($"{stageEvent.Stage.Name}: {stageEvent.Error}");
        }
        if (stageEvent.Kind == StageEventKind.Starting)
        {
            _begun.Push(_toUndo.Count);
        }
        if (stageEvent.Kind is StageEventKind.Completed or StageEventKind.Failed)
        {
            int begun = _begun.Pop();
            if (stageEvent.Kind == StageEventKind.Completed && stageEvent.Stage.Cleanup is not null)
            {
                Owe(step, begun);
            }
        }
        if (stageEvent.Kind == StageEventKind.CleaningUp && !Undo(step))
        {
            Disorder.Add($"{pipeline.Pipeline} {stageEvent}");
        }
    }

    /// <summary>Puts a stage, and what its own pipeline owes, where its cleanup is to stand.</summary>
    private void Owe((StageScope Pipeline, StageInfo Stage, int Item) step, int begun)
    {
        // A transient stage is undone when its own load ends, which later ones of other pipelines outlive.
        if (step.Stage.Transient)
        {
            _transient.Add(step);
            return;
        }
        _toUndo.Add(step);
        if (step.Stage.CleanupAt is { } place)
        {
            int order = DriverPipelines.All.Single(pipeline => pipeline.Name == step.Pipeline.Pipeline).Stages.Single(stage => stage.Method == place).Order;
            List<(StageScope Pipeline, StageInfo Stage, int Item)> moved = _toUndo[begun..];
            _toUndo.RemoveRange(begun, moved.Count);
            _toUndo.InsertRange(_toUndo.FindLastIndex(owed => owed.Pipeline == step.Pipeline && owed.Stage.Order <= order) + 1, moved);
        }
    }

    private bool Undo((StageScope Pipeline, StageInfo Stage, int Item) step)
    {
        if (step.Stage.Transient)
        {
            return _transient.Remove(step);
        }
        bool inOrder = _toUndo.Count > 0 && _toUndo[^1] == step;
        _toUndo.RemoveAt(inOrder ? _toUndo.Count - 1 : _toUndo.LastIndexOf(step));
        return inOrder;
    }

    public void OnStageStarting(StageScope pipeline, StageInfo stage, ref Errno error)
    {
        if (_actions.TryGetValue((pipeline.Pipeline, stage.Name), out Action? action))
        {
            action();
        }
        if (pipeline.Pipeline == _pipeline && stage.Name == _stage && --_left == 0)
        {
            error = _error;
        }
    }

    public void OnWarning(StageScope pipeline, string warning) => Warnings.Add(warning);
}
