using Mlx4.Runtime;

namespace Mlx4.Sample.Driver;

/// <summary>Where a pipeline stands among the others, and the way from its stages to the monitor.</summary>
internal sealed class StageScope
{
    private readonly IStageMonitor? _monitor;

    /// <summary>The scope of an outermost pipeline.</summary>
    /// <param name="monitor">Who is told and asked; <see langword="null"/>: nobody.</param>
    /// <param name="pipeline">The pipeline's display name.</param>
    public StageScope(IStageMonitor? monitor, string pipeline)
        : this(monitor, pipeline, null, 0)
    {
    }

    private StageScope(IStageMonitor? monitor, string pipeline, string? instance, int depth)
    {
        _monitor = monitor;
        Pipeline = pipeline;
        Instance = instance;
        Depth = depth;
    }

    /// <summary>The display name of the pipeline: its type's name.</summary>
    public string Pipeline { get; }

    /// <summary>Which of several pipelines of the type it is, such as <c>port 1</c>; <see langword="null"/> if there is one only.</summary>
    public string? Instance { get; }

    /// <summary>How many pipelines it is nested in.</summary>
    public int Depth { get; }

    /// <summary>The scope of a pipeline that a stage of this one loads.</summary>
    public StageScope Nested(string pipeline, string? instance = null) => new(_monitor, pipeline, instance, Depth + 1);

    /// <summary>Tells the monitor an event of the pipeline.</summary>
    public void Tell(in StageEvent stageEvent) => _monitor?.OnStageEvent(this, stageEvent);

    /// <summary>Asks the monitor whether to refuse a stage.</summary>
    public void Ask(StageInfo stage, ref Errno error) => _monitor?.OnStageStarting(this, stage, ref error);

    /// <summary>Tells the monitor of a failure that the load goes on after.</summary>
    /// <param name="warning">What has failed, and what follows.</param>
    public void Warn(string warning) => _monitor?.OnWarning(this, warning);
}
