using System.Diagnostics;
using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Commands;

/// <summary>Watches the driver's pipelines for a view, and refuses the steps that are to fail.</summary>
internal sealed class LoadMonitor(FaultInjector injector, ILoadView view, SimulatedTime time) : IStageMonitor
{
    /// <summary>When what is running began. Stages are nested, so their ends come in reverse.</summary>
    private readonly Stack<long> _begun = new();

    public void OnStageEvent(StageScope pipeline, in StageEvent stageEvent)
    {
        TimeSpan took = TimeSpan.Zero;
        switch (stageEvent.Kind)
        {
            case StageEventKind.Starting or StageEventKind.CleaningUp:
                _begun.Push(Stopwatch.GetTimestamp());
                break;
            case StageEventKind.Completed or StageEventKind.Failed or StageEventKind.CleanedUp or StageEventKind.CleanupFailed:
                took = Stopwatch.GetElapsedTime(_begun.Pop());
                break;
        }
        view.Show(new LoadStep(time.Elapsed, took, pipeline, stageEvent));
    }

    public void OnStageStarting(StageScope pipeline, StageInfo stage, ref Errno error) => injector.OnStageStarting(pipeline.Pipeline, stage.Name, ref error);

    public void OnWarning(StageScope pipeline, string warning) => view.Warn(time.Elapsed, pipeline, warning);
}
