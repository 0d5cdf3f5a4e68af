using Mlx4.Runtime;

/// <summary>A device with two ports. Each stage names what undoes it; LoadOne and UnloadOne are generated.</summary>
public sealed partial class DeviceClass1
{
    private readonly string[] _ports = ["port 1", "port 2"];
    private readonly HashSet<string> _held = [];

    /// <summary>What is held now. After a failed load, and after an unload, that has to be nothing.</summary>
    public IReadOnlyCollection<string> Held => _held;

    /// <summary>Whether the device has interrupts.</summary>
    public bool HasInterrupts { get; init; } = true;

    /// <summary>Is told of each step of a load and an unload.</summary>
    public Action<StageEvent>? Watch { get; set; }

    /// <summary>May let a stage fail before it runs: a test does.</summary>
    public Func<StageInfo, Errno>? Refuse { get; set; }

    [InitStage(10, Cleanup = nameof(UnmapRegisters))]
    private Errno MapRegisters() => Hold("registers");
    private void UnmapRegisters() => Release("registers");

    [InitStage(20, NoCleanup = "a reset leaves nothing behind")]
    private static void Reset()
    {
        // Here the device would be reset.
    }

    [InitStage(30, Cleanup = nameof(FreeQueue))]
    private Errno AllocateQueue(int entries) => entries > 0 ? Hold("queue") : Errno.EINVAL;
    private void FreeQueue() => Release("queue");

    [InitStage(40, Cleanup = nameof(FreeInterrupt), When = nameof(HasInterrupts))]
    private Errno RequestInterrupt() => Hold("interrupt");
    private void FreeInterrupt() => Release("interrupt");

    [InitStage(50, Cleanup = nameof(StopPort), ForEach = nameof(_ports))]
    private Errno StartPort(string port) => Hold(port);
    private void StopPort(string port) => Release(port);

    partial void OnStageEvent(in StageEvent stageEvent) => Watch?.Invoke(stageEvent);

    partial void OnStageStarting(StageInfo stage, ref Errno error) => error = Refuse?.Invoke(stage) ?? error;

    private Errno Hold(string what) => _held.Add(what) ? Errno.Ok : Errno.EBUSY;

    private void Release(string what) => _held.Remove(what);
}
