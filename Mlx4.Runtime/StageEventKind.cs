namespace Mlx4.Runtime;

/// <summary>What a <see cref="StageEvent"/> tells.</summary>
public enum StageEventKind
{
    /// <summary>The stage, or one item of it, is about to run. <see cref="Completed"/> or <see cref="Failed"/> follows.</summary>
    Starting,

    /// <summary>The stage, or one item of it, has completed.</summary>
    Completed,

    /// <summary>The stage was not run: its condition did not hold, or a restart has kept what it has.</summary>
    Skipped,

    /// <summary>The stage, or one item of it, failed or was refused. Unwinding or a restart follows, unless the stage is optional: then the load goes on.</summary>
    Failed,

    /// <summary>The load goes back to an earlier stage after <see cref="Failed"/>.</summary>
    Restarting,

    /// <summary>The stage's cleanup is about to run. <see cref="CleanedUp"/> or <see cref="CleanupFailed"/> follows.</summary>
    CleaningUp,

    /// <summary>The stage's cleanup has run.</summary>
    CleanedUp,

    /// <summary>The stage's cleanup threw. The cleanups below it still run.</summary>
    CleanupFailed,
}
