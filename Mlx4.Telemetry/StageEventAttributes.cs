using System.Diagnostics;
using Mlx4.Runtime;

namespace Mlx4.Telemetry;

/// <summary>What spans, metrics and log messages say of an event.</summary>
internal static class StageEventAttributes
{
    /// <summary>The error or the type of the exception, <see langword="null"/> if the event tells neither.</summary>
    public static string? ErrorType(in this StageEvent stageEvent) => stageEvent.Error ?? stageEvent.Exception?.GetType().FullName;

    /// <summary>The stage with its item: <c>InitPort[1]</c>.</summary>
    public static string StageText(in this StageEvent stageEvent) =>
        stageEvent.Item < 0 ? stageEvent.Stage.Name : $"{stageEvent.Stage.Name}[{stageEvent.Item}]";

    /// <summary>What metrics are broken down by.</summary>
    public static TagList MetricTags(in this StageEvent stageEvent, string pipeline)
    {
        TagList tags = new() { { Names.Pipeline, pipeline }, { Names.Stage, stageEvent.Stage.Name } };
        if (stageEvent.ErrorType() is string errorType)
        {
            tags.Add(Names.ErrorType, errorType);
        }
        return tags;
    }

    /// <summary>The event of a span.</summary>
    public static ActivityEvent SpanEvent(in this StageEvent stageEvent, string pipeline)
    {
        ActivityTagsCollection tags = new() { { Names.Pipeline, pipeline }, { Names.Stage, stageEvent.Stage.Name } };
        if (stageEvent.Item >= 0)
        {
            tags.Add(Names.Item, stageEvent.Item);
        }
        if (stageEvent.ErrorType() is string errorType)
        {
            tags.Add(Names.ErrorType, errorType);
        }
        if (stageEvent.Exception is { } exception)
        {
            tags.Add(Names.ExceptionType, exception.GetType().FullName);
            tags.Add(Names.ExceptionMessage, exception.Message);
            tags.Add(Names.ExceptionStackTrace, exception.ToString());
        }
        if (stageEvent.Kind == StageEventKind.Restarting)
        {
            tags.Add(Names.RestartFrom, stageEvent.Stage.RestartFrom);
        }
        return new ActivityEvent(stageEvent.Kind.ToString(), tags: tags);
    }
}
