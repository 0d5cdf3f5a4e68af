using System.Diagnostics;
using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Linux;

namespace Mlx4.Sample.Commands;

/// <summary>
/// Watches the driver's pipelines for a view and a trace, and refuses the steps that are to fail, and every step of a load that is
/// interrupted. Pipelines may run on several threads.
/// </summary>
internal sealed class LoadMonitor(FaultInjector injector, ILoadView view, LinuxTrace trace, TimeProvider time, Interruption interruption) : IStageMonitor
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();

    /// <summary>When what is running on each thread began. Stages are nested, so their ends come in reverse.</summary>
    private readonly Dictionary<int, Stack<long>> _begun = [];

    /// <summary>Whether anything is shown, or refused. It may change while no pipeline loads or unloads.</summary>
    public bool IsWatching { get; set; } = true;

    /// <summary>Whether a load is under way, which a signal may interrupt. What an unload runs goes on.</summary>
    public bool IsLoading { get; set; }

    public void OnStageEvent(StageScope pipeline, in StageEvent stageEvent)
    {
        if (!IsWatching)
        {
            return;
        }
        lock (_lock)
        {
            trace.OnStageEvent(pipeline, stageEvent);
            view.Show(new LoadStep(time.GetElapsedTime(_start), Measure(stageEvent.Kind), pipeline, stageEvent));
        }
    }

    public void OnStageStarting(StageScope pipeline, StageInfo stage, ref Errno error)
    {
        if (IsLoading && interruption.IsRequested)
        {
            // As a wait that a signal interrupts returns it. Optional stages let go of it, and then the next one has it.
            error = Errno.ERESTARTSYS;
            return;
        }
        if (!IsWatching)
        {
            return;
        }
        lock (_lock)
        {
            injector.OnStageStarting(pipeline.Pipeline, stage.Name, ref error);
        }
    }

    public void OnWarning(StageScope pipeline, string warning)
    {
        if (!IsWatching)
        {
            return;
        }
        lock (_lock)
        {
            view.Warn(time.GetElapsedTime(_start), pipeline, warning);
        }
    }

    /// <summary>The driver of the Ethernet ports has something to say.</summary>
    public void OnEthernet(string line)
    {
        lock (_lock)
        {
            view.Tell(time.GetElapsedTime(_start), line);
        }
    }

    /// <summary>Begins to measure, or tells how long it took.</summary>
    private TimeSpan Measure(StageEventKind kind)
    {
        int thread = Environment.CurrentManagedThreadId;
        Stack<long> begun = _begun.TryGetValue(thread, out Stack<long>? known) ? known : _begun[thread] = new Stack<long>();
        switch (kind)
        {
            case StageEventKind.Starting or StageEventKind.CleaningUp:
                begun.Push(Stopwatch.GetTimestamp());
                return TimeSpan.Zero;
            case StageEventKind.Completed or StageEventKind.Failed or StageEventKind.CleanedUp or StageEventKind.CleanupFailed:
                return Stopwatch.GetElapsedTime(begun.Pop());
            default:
                return TimeSpan.Zero;
        }
    }
}
