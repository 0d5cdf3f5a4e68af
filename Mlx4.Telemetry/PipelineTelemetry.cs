using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Mlx4.Runtime;

namespace Mlx4.Telemetry;

/// <summary>Spans, metrics and log messages of the pipelines of a type.</summary>
/// <remarks>
/// <para>
/// The type hands its events over in one line, <c>partial void OnStageEvent(in StageEvent stageEvent) => _telemetry.OnStageEvent(in stageEvent);</c>,
/// and loads and unloads through the methods here: events tell of stages, not where a load begins and ends. A load that is called
/// without them has the spans of its stages, but none of its own.
/// </para>
/// <para>It keeps nothing of a load, so one may serve many objects, threads and loads at once. While nobody listens, nothing is made.</para>
/// </remarks>
public sealed class PipelineTelemetry
{
    /// <summary>The name of the source of the spans and of the meter, to be given to <c>AddSource</c> and <c>AddMeter</c>.</summary>
    public const string SourceName = "Mlx4.InitPipeline";

    private const string DefaultPipeline = "LoadOne";

    private readonly string _host;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>Makes the telemetry of a type's pipelines.</summary>
    /// <param name="host">The name of the type. With the name of the load it is the name of the pipeline: <c>Nic.LoadOne</c>.</param>
    /// <param name="logger">Where messages go; <see langword="null"/> if there are to be none.</param>
    public PipelineTelemetry(string host, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        _host = host;
        _logger = logger ?? NullLogger.Instance;
    }

    // All messages are errors at most.
    private bool IsObserved => Instruments.Enabled || _logger.IsEnabled(LogLevel.Error);

    /// <summary>Takes an event of a stage.</summary>
    /// <param name="stageEvent">What the generated code tells.</param>
    public void OnStageEvent(in StageEvent stageEvent)
    {
        // A step that has begun is ended, even if its listener has left meanwhile.
        if (!IsObserved && Step.Current is null)
        {
            return;
        }

        string pipeline = NameOf(stageEvent.Pipeline);
        _logger.StageEvent(pipeline, stageEvent);
        switch (stageEvent.Kind)
        {
            case StageEventKind.Starting:
                _ = new StageStep(pipeline, stageEvent);
                break;
            case StageEventKind.Completed:
                StageStep.End(stageEvent);
                break;
            case StageEventKind.Failed:
                StageStep.End(stageEvent);
                Instruments.StageFailures.Add(1, stageEvent.MetricTags(pipeline));
                break;
            default:
                if (Step.Current?.Activity is { IsAllDataRequested: true } span)
                {
                    span.AddEvent(stageEvent.SpanEvent(pipeline));
                }
                if (stageEvent.Kind is StageEventKind.CleanedUp or StageEventKind.CleanupFailed)
                {
                    Instruments.Cleanups.Add(1, stageEvent.MetricTags(pipeline));
                }
                break;
        }
    }

    /// <summary>Loads, and tells how that ended.</summary>
    /// <typeparam name="TError">The error type of the pipeline.</typeparam>
    /// <param name="load">The call of the generated load.</param>
    /// <param name="pipeline">The name of the load, if it is another.</param>
    /// <returns>The result of the load, unchanged. What it throws leaves unchanged too.</returns>
    public InitResult<TError> Load<TError>(Func<InitResult<TError>> load, string pipeline = DefaultPipeline)
        where TError : struct
    {
        ArgumentNullException.ThrowIfNull(load);
        LoadStep? step = Begin(pipeline, unloads: false);
        InitResult<TError> result;
        try
        {
            result = load();
        }
        catch (Exception exception)
        {
            step?.Threw(exception);
            throw;
        }
        End(step, result);
        return result;
    }

    /// <summary>Loads a pipeline whose stages return no errors, and tells how that ended.</summary>
    /// <param name="load">The call of the generated load.</param>
    /// <param name="pipeline">The name of the load, if it is another.</param>
    public void Load(Action load, string pipeline = DefaultPipeline)
    {
        ArgumentNullException.ThrowIfNull(load);
        Run(load, Begin(pipeline, unloads: false));
    }

    /// <summary>Loads an asynchronous pipeline, and tells how that ended.</summary>
    /// <typeparam name="TError">The error type of the pipeline.</typeparam>
    /// <param name="load">The call of the generated load.</param>
    /// <param name="pipeline">The name of the load, without <c>Async</c>, if it is another.</param>
    /// <returns>The result of the load, unchanged. What it throws leaves unchanged too.</returns>
    public async ValueTask<InitResult<TError>> LoadAsync<TError>(Func<ValueTask<InitResult<TError>>> load, string pipeline = DefaultPipeline)
        where TError : struct
    {
        ArgumentNullException.ThrowIfNull(load);
        LoadStep? step = Begin(pipeline, unloads: false);
        InitResult<TError> result;
        try
        {
            result = await load().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            step?.Threw(exception);
            throw;
        }
        End(step, result);
        return result;
    }

    /// <summary>Loads an asynchronous pipeline whose stages return no errors, and tells how that ended.</summary>
    /// <param name="load">The call of the generated load.</param>
    /// <param name="pipeline">The name of the load, without <c>Async</c>, if it is another.</param>
    /// <returns>The load. What it throws leaves unchanged.</returns>
    public ValueTask LoadAsync(Func<ValueTask> load, string pipeline = DefaultPipeline)
    {
        ArgumentNullException.ThrowIfNull(load);
        return RunAsync(load, pipeline, unloads: false);
    }

    /// <summary>Unloads, and tells how that ended.</summary>
    /// <param name="unload">The call of the generated unload.</param>
    /// <param name="pipeline">The name of the load that it undoes, if it is another.</param>
    public void Unload(Action unload, string pipeline = DefaultPipeline)
    {
        ArgumentNullException.ThrowIfNull(unload);
        Run(unload, Begin(pipeline, unloads: true));
    }

    /// <summary>Unloads an asynchronous pipeline, and tells how that ended.</summary>
    /// <param name="unload">The call of the generated unload.</param>
    /// <param name="pipeline">The name of the load that it undoes, without <c>Async</c>, if it is another.</param>
    /// <returns>The unload. What it throws leaves unchanged.</returns>
    public ValueTask UnloadAsync(Func<ValueTask> unload, string pipeline = DefaultPipeline)
    {
        ArgumentNullException.ThrowIfNull(unload);
        return RunAsync(unload, pipeline, unloads: true);
    }

    private static void Run(Action action, LoadStep? step)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            step?.Threw(exception);
            throw;
        }
        step?.Succeeded();
    }

    // The step begins in here, so that it does not flow to the caller.
    private async ValueTask RunAsync(Func<ValueTask> action, string pipeline, bool unloads)
    {
        LoadStep? step = Begin(pipeline, unloads);
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            step?.Threw(exception);
            throw;
        }
        step?.Succeeded();
    }

    private static void End<TError>(LoadStep? step, in InitResult<TError> result)
        where TError : struct
    {
        if (result.Succeeded)
        {
            step?.Succeeded();
        }
        else
        {
            step?.Failed(result.Stage, Convert.ToString(result.Error, CultureInfo.InvariantCulture) ?? "");
        }
    }

    private LoadStep? Begin(string pipeline, bool unloads) => IsObserved ? new LoadStep(NameOf(pipeline), _logger, unloads) : null;

    private string NameOf(string pipeline) => _names.GetOrAdd(pipeline, static (pipeline, host) => $"{host}.{pipeline}", _host);
}
