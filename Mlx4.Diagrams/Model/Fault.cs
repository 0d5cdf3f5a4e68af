using System.Globalization;
using Mlx4.Runtime;

namespace Mlx4.Diagrams.Model;

/// <summary>How a stage fails.</summary>
internal enum FaultKind
{
    /// <summary>With an error at which nothing restarts, each time.</summary>
    Error,

    /// <summary>With the error at which it restarts, the first time.</summary>
    RestartOnce,

    /// <summary>With the error at which it restarts, each time.</summary>
    RestartAlways,

    /// <summary>By an exception.</summary>
    Exception,
}

/// <summary>A stage that fails.</summary>
/// <param name="Stage">Its place in the table.</param>
/// <param name="Kind">How it fails.</param>
internal readonly record struct Fault(int Stage, FaultKind Kind)
{
    /// <summary>The ways of failing that make a difference to a load.</summary>
    public static IReadOnlyList<Fault> Of(IReadOnlyList<StageInfo> stages, int stage) =>
    [
        .. stages[stage].RestartOn is null ? Array.Empty<Fault>() : [new(stage, FaultKind.RestartOnce), new(stage, FaultKind.RestartAlways)],
        new(stage, FaultKind.Error),
        .. stages[stage].Optional ? [new(stage, FaultKind.Exception)] : Array.Empty<Fault>(),
    ];

    /// <summary>The fault in words.</summary>
    public string Describe(StageInfo stage) => Kind switch
    {
        FaultKind.RestartOnce => $"{RestartError(stage)}, once",
        FaultKind.RestartAlways => $"{RestartError(stage)}, every time",
        FaultKind.Exception => "an exception",
        _ => stage.RestartOn is null ? "an error" : "another error",
    };

    /// <summary>The error at which a stage restarts.</summary>
    public static string RestartError(StageInfo stage) => Convert.ToString(stage.RestartOn, CultureInfo.InvariantCulture) ?? "";
}
