using Mlx4.Runtime;
using Mlx4.Sample.Driver;

namespace Mlx4.Sample.Matrix;

/// <summary>Checks that what the driver's pipelines have done is undone in the exact reverse of its order.</summary>
internal sealed class OrderCheck
{
    private readonly List<Step> _toUndo = [];

    /// <summary>How much there was to undo when what is running began. Stages are nested, so their ends come in reverse.</summary>
    private readonly Stack<int> _begun = [];
    private readonly HashSet<Step> _transient = [];
    private readonly List<string> _disorder = [];

    /// <summary>Each cleanup that was not that of the newest stage, or of none at all.</summary>
    public IReadOnlyList<string> Disorder => _disorder;

    /// <summary>How many stages have completed that have a cleanup, and have not been cleaned up.</summary>
    public int ToUndo => _toUndo.Count + _transient.Count;

    /// <summary>The stages that are still to be undone, the newest last.</summary>
    public string Owed => string.Join(", ", _toUndo.Concat(_transient).Select(step => $"{step.Pipeline.Pipeline}.{step.Stage.Name}"));

    /// <summary>A stage started, completed, failed or cleaned up.</summary>
    public void OnStageEvent(StageScope pipeline, in StageEvent stageEvent)
    {
        Step step = new(pipeline, stageEvent.Stage, stageEvent.Item);
        switch (stageEvent.Kind)
        {
            case StageEventKind.Starting:
                _begun.Push(_toUndo.Count);
                break;
            case StageEventKind.Completed when stageEvent.Stage.Cleanup is not null:
                Owe(step, _begun.Pop());
                break;
            case StageEventKind.Completed or StageEventKind.Failed:
                _begun.Pop();
                break;
            case StageEventKind.CleaningUp:
                Undo(step, stageEvent);
                break;
            default:
                break;
        }
    }

    /// <summary>Puts a stage, and what its own pipeline owes, where its cleanup is to stand.</summary>
    private void Owe(Step step, int begun)
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
            List<Step> moved = _toUndo[begun..];
            _toUndo.RemoveRange(begun, moved.Count);
            _toUndo.InsertRange(_toUndo.FindLastIndex(owed => owed.Pipeline == step.Pipeline && owed.Stage.Order <= order) + 1, moved);
        }
    }

    private void Undo(Step step, in StageEvent stageEvent)
    {
        if (step.Stage.Transient)
        {
            if (!_transient.Remove(step))
            {
                _disorder.Add($"{step.Pipeline.Pipeline} {stageEvent}, which has not been done");
            }
            return;
        }
        int place = _toUndo.LastIndexOf(step);
        if (place != _toUndo.Count - 1 || place < 0)
        {
            string newest = _toUndo.Count > 0 ? $"{_toUndo[^1].Pipeline.Pipeline}.{_toUndo[^1].Stage.Name}" : "nothing";
            _disorder.Add($"{step.Pipeline.Pipeline} {stageEvent}, {(place < 0 ? "which has not been done" : $"while {newest} is to be undone first")}");
        }
        if (place >= 0)
        {
            _toUndo.RemoveAt(place);
        }
    }

    private readonly record struct Step(StageScope Pipeline, StageInfo Stage, int Item);
}
