using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Matrix;
using Mlx4.Testing;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>Keeps the events and warnings of a load, checks the order of the cleanups, and refuses a stage if it is told to.</summary>
internal sealed class Watcher : IStageMonitor
{
    private readonly OrderCheck _order = new();
    private readonly Dictionary<(string Pipeline, string Stage), Action> _actions = [];
    private string? _pipeline;
    private string? _stage;
    private int _left;
    private Errno _error;

    /// <summary>The kit's probe, if the pipelines are under it.</summary>
    public FaultProbe? Faults { get; set; }

    /// <summary>What the driver went on after.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Each stage that failed without failing the load, and its error.</summary>
    public List<string> LetGo { get; } = [];

    /// <summary>Each event: pipeline, kind and stage.</summary>
    public List<(string Pipeline, StageEventKind Kind, string Stage, int Depth)> Events { get; } = [];

    /// <summary>Each cleanup that was not that of the newest stage, or of none at all.</summary>
    public IReadOnlyList<string> Disorder => _order.Disorder;

    /// <summary>The cleanups of a pipeline's own stages, in their order.</summary>
    public IEnumerable<string> CleanedUp(string pipeline) =>
        Events.Where(told => (told.Pipeline, told.Kind) == (pipeline, StageEventKind.CleaningUp)).Select(static told => told.Stage);

    /// <summary>How many stages have completed that have a cleanup, and have not been cleaned up.</summary>
    public int ToUndo => _order.ToUndo;

    /// <summary>Refuses a stage of a pipeline the n-th time that it is to run.</summary>
    public void Refuse(string pipeline, string stage, Errno error, int occurrence = 1) =>
        (_pipeline, _stage, _error, _left) = (pipeline, stage, error, occurrence);

    /// <summary>Does something just before a stage of a pipeline runs, or is refused.</summary>
    public void OnStarting(string pipeline, string stage, Action action) => _actions.Add((pipeline, stage), action);

    public void OnStageEvent(StageScope pipeline, in StageEvent stageEvent)
    {
        Events.Add((pipeline.Pipeline, stageEvent.Kind, stageEvent.Stage.Name, pipeline.Depth));
        if (stageEvent is { Kind: StageEventKind.Failed, Stage.Optional: true })
        {
            LetGo.Add($"{stageEvent.Stage.Name}: {stageEvent.Error}");
        }
        _order.OnStageEvent(pipeline, stageEvent);
        Faults?.OnStageEvent(stageEvent);
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
        Faults?.OnStageStarting(stage, ref error);
    }

    public void OnWarning(StageScope pipeline, string warning) => Warnings.Add(warning);
}
