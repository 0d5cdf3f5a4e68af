using System;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Mlx4.Runtime;

namespace Mlx4.Telemetry;

/// <summary>A load or an unload that is running.</summary>
internal sealed class LoadStep : Step
{
    private readonly ILogger _logger;
    private readonly bool _unloads;
    private string? _failedStage;
    private Exception? _stageException;

    /// <summary>Begins a load or an unload.</summary>
    public LoadStep(string pipeline, ILogger logger, bool unloads)
        : base(pipeline, Instruments.Source.StartActivity($"{(unloads ? "unload" : "load")} {pipeline}"))
    {
        _logger = logger;
        _unloads = unloads;
        if (unloads)
        {
            logger.Unloading(pipeline);
        }
        else
        {
            logger.Loading(pipeline);
        }
    }

    /// <summary>A stage has failed. Of an exception that passes several stages, the innermost threw it.</summary>
    public void StageFailed(string path, Exception? exception)
    {
        if (exception is null || exception != _stageException)
        {
            _failedStage = path;
            _stageException = exception;
        }
    }

    /// <summary>It came to its end and nothing failed.</summary>
    public void Succeeded()
    {
        EndWith("success", null, null, null);
        if (_unloads)
        {
            _logger.Unloaded(Pipeline, Seconds);
        }
        else
        {
            _logger.Loaded(Pipeline, Seconds);
        }
    }

    /// <summary>A stage returned an error.</summary>
    public void Failed(string? stage, string error)
    {
        EndWith("failure", error, error, stage);
        _logger.LoadFailed(Pipeline, stage, error);
    }

    /// <summary>An exception left it.</summary>
    public void Threw(Exception exception)
    {
        bool isCancelled = exception is OperationCanceledException;
        string? stage = exception is UnwindException unwind ? unwind.Stage
            : exception == _stageException ? _failedStage
            : null;
        // The span of the stage has its own exception.
        if (exception != _stageException)
        {
            Activity?.AddException(exception);
        }
        EndWith(isCancelled ? "cancelled" : "failure", exception.GetType().FullName, exception.Message, stage);
        if (_unloads)
        {
            _logger.UnloadThrew(exception, Pipeline);
        }
        else if (isCancelled)
        {
            _logger.LoadCancelled(Pipeline);
        }
        else
        {
            _logger.LoadThrew(exception, Pipeline, stage);
        }
    }

    private void EndWith(string result, string? errorType, string? description, string? failedStage)
    {
        if (_unloads)
        {
            End(errorType, description);
            return;
        }

        Activity?.SetTag(Names.Result, result);
        if (failedStage is not null)
        {
            Activity?.SetTag(Names.FailedStage, failedStage);
        }
        End(errorType, description);
        TagList tags = new() { { Names.Pipeline, Pipeline }, { Names.Result, result } };
        if (errorType is not null)
        {
            tags.Add(Names.ErrorType, errorType);
        }
        Instruments.Loads.Add(1, tags);
        Instruments.LoadDuration.Record(Seconds, tags);
    }
}
