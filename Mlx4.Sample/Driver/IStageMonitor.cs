using Mlx4.Runtime;

namespace Mlx4.Sample.Driver;

/// <summary>Watches the driver's pipelines, and may refuse any of their stages.</summary>
internal interface IStageMonitor
{
    /// <summary>A stage started, completed, failed, was skipped or cleaned up.</summary>
    void OnStageEvent(StageScope pipeline, in StageEvent stageEvent);

    /// <summary>A stage is about to run. Setting the error makes it fail without running.</summary>
    void OnStageStarting(StageScope pipeline, StageInfo stage, ref Errno error);

    /// <summary>Something failed that the load can do without.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="warning">What has failed, and what follows.</param>
    void OnWarning(StageScope pipeline, string warning);
}
