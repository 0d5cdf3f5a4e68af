using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Mlx4.Telemetry;

/// <summary>The source of the spans, and what is counted and measured.</summary>
internal static class Instruments
{
    /// <summary>The source of all spans.</summary>
    public static readonly ActivitySource Source = new(PipelineTelemetry.SourceName, Version);

    private static readonly Meter Meter = new(PipelineTelemetry.SourceName, Version);

    // Stages take from microseconds to minutes; the default boundaries are made for milliseconds.
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300] };

    /// <summary>Loads that have ended.</summary>
    public static readonly Counter<long> Loads = Meter.CreateCounter<long>("mlx4.loads", "{load}", "Loads that have ended, by pipeline and result.");

    /// <summary>How long loads took.</summary>
    public static readonly Histogram<double> LoadDuration = Meter.CreateHistogram("mlx4.load.duration", "s", "How long a load took, unwinding included.", null, Seconds);

    /// <summary>How long stages took.</summary>
    public static readonly Histogram<double> StageDuration = Meter.CreateHistogram("mlx4.stage.duration", "s", "How long a stage, or one item of it, took.", null, Seconds);

    /// <summary>Stages that failed.</summary>
    public static readonly Counter<long> StageFailures = Meter.CreateCounter<long>("mlx4.stage.failures", "{failure}", "Stages, or items of them, that failed.");

    /// <summary>Cleanups that have run.</summary>
    public static readonly Counter<long> Cleanups = Meter.CreateCounter<long>("mlx4.cleanups", "{cleanup}", "Cleanups that have run, those that threw included.");

    /// <summary>Whether anybody listens to spans or metrics.</summary>
    public static bool Enabled =>
        Source.HasListeners() || Loads.Enabled || LoadDuration.Enabled || StageDuration.Enabled || StageFailures.Enabled || Cleanups.Enabled;

    private static string? Version => typeof(Instruments).Assembly.GetName().Version?.ToString(3);
}
