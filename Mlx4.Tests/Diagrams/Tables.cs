using Mlx4.Diagrams;
using Mlx4.Runtime;

namespace Mlx4.Tests.Diagrams;

/// <summary>Tables such as the generator writes, small ones.</summary>
internal static class Tables
{
    /// <summary>A pipeline of two stages.</summary>
    public static PipelineDrawing Port { get; } = new("Port", [
        new StageInfo("LoadOne", 10, "AllocMailbox", cleanup: "FreeMailbox", transient: true),
        new StageInfo("LoadOne", 20, "SetPort", cleanup: "ClosePort"),
    ]);

    /// <summary>One of everything, with a nested pipeline.</summary>
    public static PipelineDrawing Adapter { get; } = new(
        "Adapter",
        [
            new StageInfo("LoadOne", 10, "Own", cleanup: "Disown"),
            new StageInfo("LoadOne", 20, "Configure", noCleanup: "numbers only", when: "IsMaster"),
            new StageInfo("LoadOne", 30, "EnableFunctions", cleanup: "DisableFunctions", cleanupAt: "Own", when: "IsMaster"),
            new StageInfo("LoadOne", 40, "EnableVectors", cleanup: "DisableVectors", optional: true),
            new StageInfo("LoadOne", 50, "EnterLoading", cleanup: "LeaveLoading", transient: true),
            new StageInfo("LoadOne", 60, "InitPort", cleanup: "CleanupPort", forEach: "Ports"),
            new StageInfo("LoadOne", 70, "Test", noCleanup: "looks only", restartOn: Errno.EBUSY, restartFrom: "EnableVectors", maxRestarts: 2),
        ],
        new Dictionary<string, PipelineDrawing> { ["InitPort"] = Port },
        [
            new PipelineVariant("master", ["Own", "Configure", "EnableFunctions", "EnableVectors", "EnterLoading", "InitPort", "Test"]),
            new PipelineVariant("function", ["Own", "EnableVectors", "EnterLoading", "InitPort", "Test"]),
        ]);
}
