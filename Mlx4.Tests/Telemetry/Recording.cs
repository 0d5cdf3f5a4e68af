using System.Diagnostics;
using System.Globalization;
using System.Text;
using Mlx4.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Mlx4.Tests.Telemetry;

/// <summary>What OpenTelemetry's SDK exports while it listens.</summary>
internal sealed class Recording : IDisposable
{
    private readonly List<Activity> _spans = [];
    private readonly List<MetricSnapshot> _metrics = [];
    private readonly TracerProvider _tracer;
    private readonly MeterProvider _meter;

    public Recording()
    {
        _tracer = Sdk.CreateTracerProviderBuilder().AddSource(PipelineTelemetry.SourceName).AddInMemoryExporter(_spans).Build();
        _meter = Sdk.CreateMeterProviderBuilder().AddMeter(PipelineTelemetry.SourceName).AddInMemoryExporter(_metrics).Build();
    }

    /// <summary>The spans that have ended, in that order.</summary>
    public IReadOnlyList<Activity> Spans => _spans;

    /// <summary>The only span of this name.</summary>
    public Activity Span(string name) => Assert.Single(_spans, span => span.DisplayName == name);

    /// <summary>The spans as a tree, in the order in which they began, each with its error, its item and its events.</summary>
    public string Tree()
    {
        StringBuilder text = new();
        foreach (Activity span in _spans.Where(span => _spans.TrueForAll(other => other.SpanId != span.ParentSpanId)).OrderBy(span => span.StartTimeUtc))
        {
            Write(span, "", text);
        }
        return text.ToString();
    }

    /// <summary>The sums of a counter, by its attributes.</summary>
    public IReadOnlyList<string> Counted(string name) => Points(name, point => point.GetSumLong().ToString(CultureInfo.InvariantCulture));

    /// <summary>How many values a histogram has, by its attributes.</summary>
    public IReadOnlyList<string> Measured(string name) => Points(name, point => point.GetHistogramCount().ToString(CultureInfo.InvariantCulture));

    public void Dispose()
    {
        _tracer.Dispose();
        _meter.Dispose();
    }

    private void Write(Activity span, string indent, StringBuilder text)
    {
        text.Append(indent).Append(span.DisplayName);
        if (span.GetTagItem("mlx4.stage.item") is { } item)
        {
            text.Append(CultureInfo.InvariantCulture, $"[{item}]");
        }
        if (span.Status == ActivityStatusCode.Error)
        {
            text.Append(CultureInfo.InvariantCulture, $" ! {span.GetTagItem("error.type")}");
        }
        text.Append('\n');
        foreach (Activity child in _spans.Where(child => child.ParentSpanId == span.SpanId).OrderBy(child => child.StartTimeUtc))
        {
            Write(child, indent + "    ", text);
        }
        foreach (ActivityEvent spanEvent in span.Events)
        {
            Dictionary<string, object?> tags = new(spanEvent.Tags);
            string stage = tags.TryGetValue("mlx4.stage.name", out object? name) ? $" {name}" : $" {tags["exception.type"]}";
            text.Append(indent).Append("    * ").Append(spanEvent.Name).Append(stage);
            if (tags.TryGetValue("mlx4.stage.item", out object? index))
            {
                text.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
            if (tags.TryGetValue("error.type", out object? error))
            {
                text.Append(CultureInfo.InvariantCulture, $" ! {error}");
            }
            text.Append('\n');
        }
    }

    private string[] Points(string name, Func<MetricPoint, string> value)
    {
        _metrics.Clear();
        Assert.True(_meter.ForceFlush());
        List<string> points = [];
        foreach (MetricPoint point in _metrics.Where(metric => metric.Name == name).SelectMany(metric => metric.MetricPoints))
        {
            List<string> tags = [];
            foreach (KeyValuePair<string, object?> tag in point.Tags)
            {
                tags.Add($"{tag.Key}={tag.Value}");
            }
            points.Add($"{value(point)} {string.Join(' ', tags.Order(StringComparer.Ordinal))}");
        }
        return [.. points.Order(StringComparer.Ordinal)];
    }
}

/// <summary>Tests that listen to the one source of spans, or need that nobody does, take turns.</summary>
[CollectionDefinition(nameof(Listeners))]
public sealed class Listeners;
