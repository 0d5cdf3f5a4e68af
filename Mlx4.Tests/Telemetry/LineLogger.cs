using Microsoft.Extensions.Logging;

namespace Mlx4.Tests.Telemetry;

/// <summary>Keeps the messages of a level and above as lines: level, number, text, and the type of the exception.</summary>
internal sealed class LineLogger : ILogger
{
    public LogLevel Lowest { get; set; }

    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= Lowest;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Lines.Add($"{logLevel} {eventId.Id}: {formatter(state, exception)}{(exception is null ? "" : $" ({exception.GetType().Name})")}");
        }
    }
}
