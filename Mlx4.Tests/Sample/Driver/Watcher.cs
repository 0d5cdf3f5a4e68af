using Mlx4.Runtime;
using Mlx4.Sample.Driver;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>Keeps the events and warnings of a load, and refuses a stage if it is told to.</summary>
internal sealed class Watcher : IStageMonitor
{
    private string? _pipeline;
    private string? _stage;
    private int _left;
    private Errno _error;

    /// <summary>What the driver went on after.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Each event: pipeline, kind and stage.</summary>
    public List<(string Pipeline, StageEventKind Kind, string Stage, int Depth)> Events { get; } = [];

    /// <summary>Refuses a stage of a pipeline the n-th time that it is to run.</summary>
    public void Refuse(string pipeline, string stage, Errno error, int occurrence = 1) =>
        (_pipeline, _stage, _error, _left) = (pipeline, stage, error, occurrence);

    public void OnStageEvent(StageScope pipeline, in StageEvent stageEvent) =>
        Events.Add((pipeline.Pipeline, stageEvent.Kind, stageEvent.Stage.Name, pipeline.Depth));

    public void OnStageStarting(StageScope pipeline, StageInfo stage, ref Errno error)
    {
        if (pipeline.Pipeline == _pipeline && stage.Name == _stage && --_left == 0)
        {
            error = _error;
        }
    }

    public void OnWarning(StageScope pipeline, string warning) => Warnings.Add(warning);
}
