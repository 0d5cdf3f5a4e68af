using System.Diagnostics;
using System.Threading;

namespace Mlx4.Telemetry;

/// <summary>A load, an unload or a stage that is running.</summary>
/// <remarks>
/// Steps are kept by asynchronous flow, not by object: objects that share a telemetry, and loads that run at once, each see their own.
/// The flow is that of the caller of the hook, which is the generated method, so that what is set there lasts until the method returns.
/// </remarks>
internal abstract class Step
{
    private static readonly AsyncLocal<Step?> Flow = new();

    private readonly long _started = Stopwatch.GetTimestamp();
    private bool _ended;

    protected Step(string pipeline, Activity? activity)
    {
        Pipeline = pipeline;
        Activity = activity;
        activity?.SetTag(Names.Pipeline, pipeline);
        Parent = Current;
        Flow.Value = this;
    }

    /// <summary>The innermost step of this flow. What a stage has started, and what outlives it, still flows with the stage.</summary>
    public static Step? Current
    {
        get
        {
            Step? step = Flow.Value;
            while (step is { _ended: true })
            {
                step = step.Parent;
            }
            return step;
        }
    }

    /// <summary>The pipeline, with its type.</summary>
    public string Pipeline { get; }

    /// <summary>The span, if anybody listens and it is sampled.</summary>
    public Activity? Activity { get; }

    /// <summary>The step in which this one runs.</summary>
    public Step? Parent { get; }

    /// <summary>How long it took, in seconds.</summary>
    public double Seconds { get; private set; }

    /// <summary>Ends the step and its span.</summary>
    /// <param name="errorType">What went wrong, for programs; <see langword="null"/> if nothing did.</param>
    /// <param name="description">What went wrong, for people.</param>
    protected void End(string? errorType, string? description)
    {
        Seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        if (errorType is not null)
        {
            Activity?.SetTag(Names.ErrorType, errorType).SetStatus(ActivityStatusCode.Error, description);
        }
        Activity?.Dispose();
        _ended = true;
        Flow.Value = Parent;
    }
}
