using Mlx4.Runtime;
using Mlx4.Telemetry;

namespace Mlx4.Tests.Telemetry;

/// <summary>A pipeline with one of each: a loop, an optional stage, a condition, a restart.</summary>
internal sealed partial class Rig(PipelineTelemetry telemetry, string? failing = null)
{
    private readonly string[] _ports = ["a", "b"];
    private int _locks;

    /// <summary>What the cleanup of Power throws.</summary>
    public Exception? PowerOffThrows { get; init; }

    /// <summary>What Lock throws.</summary>
    public Exception? LockThrows { get; init; }

    /// <summary>How often Lock returns EAGAIN before it succeeds.</summary>
    public int BusyLocks { get; init; }

    private static bool HasClock => false;

    public InitResult<Errno> Load() => telemetry.Load(LoadOne);

    public void Unload() => telemetry.Unload(UnloadOne);

    public partial InitResult<Errno> LoadOne();

    [InitStage(10, Cleanup = nameof(PowerOff))]
    private Errno Power() => Fail(nameof(Power));

    private void PowerOff()
    {
        if (PowerOffThrows is not null)
        {
#pragma warning disable MLX4021 // Cleanups that throw are what is tested.
            throw PowerOffThrows;
#pragma warning restore MLX4021
        }
    }

    [InitStage(20, NoCleanup = "reads only", Optional = true)]
    private Errno ReadSettings() => Fail(nameof(ReadSettings));

    [InitStage(30, NoCleanup = "reads only", When = nameof(HasClock))]
    private Errno ReadClock() => Fail(nameof(ReadClock));

    [InitStage(40, Cleanup = nameof(ClosePort), ForEach = nameof(_ports))]
    private Errno OpenPort(string port) => Fail($"{nameof(OpenPort)} {port}");
    private void ClosePort(string port) => Assert.Contains(port, _ports);

    [InitStage(50, Cleanup = nameof(Unlock), RestartOn = Errno.EAGAIN, RestartFrom = nameof(OpenPort), MaxRestarts = 2)]
    private Errno Lock() => LockThrows is not null ? throw LockThrows : _locks++ < BusyLocks ? Errno.EAGAIN : Fail(nameof(Lock));
    private void Unlock() => _locks = 0;

    private Errno Fail(string stage) => stage == failing ? Errno.EIO : Errno.Ok;

    partial void OnStageEvent(in StageEvent stageEvent) => telemetry.OnStageEvent(in stageEvent);
}
