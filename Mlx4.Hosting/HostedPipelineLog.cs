using System;
using Microsoft.Extensions.Logging;

namespace Mlx4.Hosting;

/// <summary>What the host cannot be told by an exception.</summary>
internal static partial class HostedPipelineLog
{
    [LoggerMessage(1, LogLevel.Warning, "The time to shut down is over while {Pipeline} is unloaded; its cleanups run to their end")]
    public static partial void UnloadsPastTimeout(this ILogger logger, string pipeline);

    [LoggerMessage(2, LogLevel.Error, "Cleanups of {Pipeline} threw while the host was disposed")]
    public static partial void ThrewInDispose(this ILogger logger, Exception exception, string pipeline);
}
