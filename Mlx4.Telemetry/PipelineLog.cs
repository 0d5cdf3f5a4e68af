using System;
using Microsoft.Extensions.Logging;
using Mlx4.Runtime;

namespace Mlx4.Telemetry;

/// <summary>The log messages. The full exception stands once, at the load, the unload or the cleanup that threw it.</summary>
internal static partial class PipelineLog
{
    /// <summary>Logs an event of a stage.</summary>
    public static void StageEvent(this ILogger logger, string pipeline, in StageEvent stageEvent)
    {
        if (!logger.IsEnabled(LevelOf(stageEvent)))
        {
            return;
        }

        string stage = stageEvent.StageText();
        switch (stageEvent.Kind)
        {
            case StageEventKind.Starting:
                logger.StageStarting(stage, pipeline);
                break;
            case StageEventKind.Completed:
                logger.StageCompleted(stage, pipeline);
                break;
            case StageEventKind.Skipped:
                logger.StageSkipped(stage, pipeline);
                break;
            case StageEventKind.Failed when stageEvent.Exception is { } exception:
                logger.StageThrew(stage, pipeline, exception.Message);
                break;
            case StageEventKind.Failed when stageEvent.Stage.Optional:
                logger.OptionalStageFailed(stage, pipeline, stageEvent.Error);
                break;
            case StageEventKind.Failed:
                logger.StageFailed(stage, pipeline, stageEvent.Error);
                break;
            case StageEventKind.Restarting:
                logger.Restarting(pipeline, stageEvent.Stage.RestartFrom, stage, stageEvent.Error);
                break;
            case StageEventKind.CleaningUp:
                logger.CleaningUp(stage, pipeline);
                break;
            case StageEventKind.CleanedUp:
                logger.CleanedUp(stage, pipeline);
                break;
            case StageEventKind.CleanupFailed:
                logger.CleanupFailed(stageEvent.Exception, stage, pipeline);
                break;
            default:
                break;
        }
    }

    private static LogLevel LevelOf(in StageEvent stageEvent) => stageEvent.Kind switch
    {
        StageEventKind.Failed when stageEvent.Stage.Optional && stageEvent.Exception is null => LogLevel.Information,
        StageEventKind.Failed or StageEventKind.Restarting => LogLevel.Warning,
        StageEventKind.CleanupFailed => LogLevel.Error,
        _ => LogLevel.Debug,
    };

    [LoggerMessage(1, LogLevel.Information, "Loading {Pipeline}")]
    public static partial void Loading(this ILogger logger, string pipeline);

    [LoggerMessage(2, LogLevel.Information, "{Pipeline} is loaded, after {Seconds:0.000} s")]
    public static partial void Loaded(this ILogger logger, string pipeline, double seconds);

    [LoggerMessage(3, LogLevel.Error, "{Pipeline} failed to load at stage {Stage}: {Error}")]
    public static partial void LoadFailed(this ILogger logger, string pipeline, string? stage, string error);

    [LoggerMessage(4, LogLevel.Error, "{Pipeline} failed to load at stage {Stage}")]
    public static partial void LoadThrew(this ILogger logger, Exception exception, string pipeline, string? stage);

    [LoggerMessage(5, LogLevel.Warning, "The load of {Pipeline} was cancelled")]
    public static partial void LoadCancelled(this ILogger logger, string pipeline);

    [LoggerMessage(6, LogLevel.Information, "Unloading {Pipeline}")]
    public static partial void Unloading(this ILogger logger, string pipeline);

    [LoggerMessage(7, LogLevel.Information, "{Pipeline} is unloaded, after {Seconds:0.000} s")]
    public static partial void Unloaded(this ILogger logger, string pipeline, double seconds);

    [LoggerMessage(8, LogLevel.Error, "The unload of {Pipeline} threw")]
    public static partial void UnloadThrew(this ILogger logger, Exception exception, string pipeline);

    [LoggerMessage(11, LogLevel.Debug, "Starting {Stage} of {Pipeline}", SkipEnabledCheck = true)]
    private static partial void StageStarting(this ILogger logger, string stage, string pipeline);

    [LoggerMessage(12, LogLevel.Debug, "{Stage} of {Pipeline} has completed", SkipEnabledCheck = true)]
    private static partial void StageCompleted(this ILogger logger, string stage, string pipeline);

    [LoggerMessage(13, LogLevel.Debug, "{Stage} of {Pipeline} is skipped", SkipEnabledCheck = true)]
    private static partial void StageSkipped(this ILogger logger, string stage, string pipeline);

    [LoggerMessage(14, LogLevel.Warning, "{Stage} of {Pipeline} failed: {Error}", SkipEnabledCheck = true)]
    private static partial void StageFailed(this ILogger logger, string stage, string pipeline, string? error);

    [LoggerMessage(15, LogLevel.Warning, "{Stage} of {Pipeline} threw: {Error}", SkipEnabledCheck = true)]
    private static partial void StageThrew(this ILogger logger, string stage, string pipeline, string error);

    [LoggerMessage(16, LogLevel.Information, "{Stage} of {Pipeline}, which is optional, failed: {Error}", SkipEnabledCheck = true)]
    private static partial void OptionalStageFailed(this ILogger logger, string stage, string pipeline, string? error);

    [LoggerMessage(17, LogLevel.Warning, "{Pipeline} goes back to {RestartFrom} after {Stage}: {Error}", SkipEnabledCheck = true)]
    private static partial void Restarting(this ILogger logger, string pipeline, string? restartFrom, string stage, string? error);

    [LoggerMessage(18, LogLevel.Debug, "Cleaning up {Stage} of {Pipeline}", SkipEnabledCheck = true)]
    private static partial void CleaningUp(this ILogger logger, string stage, string pipeline);

    [LoggerMessage(19, LogLevel.Debug, "{Stage} of {Pipeline} is cleaned up", SkipEnabledCheck = true)]
    private static partial void CleanedUp(this ILogger logger, string stage, string pipeline);

    [LoggerMessage(20, LogLevel.Error, "The cleanup of {Stage} of {Pipeline} threw; the cleanups below it still run", SkipEnabledCheck = true)]
    private static partial void CleanupFailed(this ILogger logger, Exception? exception, string stage, string pipeline);
}
