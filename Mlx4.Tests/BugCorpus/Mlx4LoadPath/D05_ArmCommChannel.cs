// D5. When the communication channel cannot be armed, nothing of the set-up before it is undone
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c:3678, mlx4_load_one
// Class: C
//
// There is no label that undoes a complete mlx4_setup_hca, only one for the ports that repeats most of it. The failure of the step
// between the two jumps past both: interrupts stay requested, and their handlers' memory is freed.
//
// Impossible: promise 1 (all stages that completed are undone, in reverse), shown by NestedPipelineTests.The_path_leads_to_the_stage_that_failed
// Load arm=EIO: steer uar eq irq arm -irq -eq -uar -steer => ArmCommChannel: EIO
// Load eq=ENOMEM: steer uar eq -uar -steer => SetupHca/InitEqTable: ENOMEM
// Load port(2)=EEXIST: steer uar eq irq arm port(1) port(2) -port(1) -irq -eq -uar -steer => InitPort: EEXIST

using Mlx4.Runtime;

internal sealed partial class HcaTables
{
    public Probe Probe = null!;

    [InitStage(10, Cleanup = nameof(CleanupUarTable))]
    private Errno InitUarTable() => Probe.Step("uar");

    private void CleanupUarTable() => Probe.Step("-uar");

    [InitStage(20, Cleanup = nameof(CleanupEqTable))]
    private Errno InitEqTable() => Probe.Step("eq");

    private void CleanupEqTable() => Probe.Step("-eq");

    [InitStage(30, Cleanup = nameof(FreeIrq))]
    private Errno RequestIrq() => Probe.Step("irq");

    private void FreeIrq() => Probe.Step("-irq");
}

internal sealed partial class MasterDevice
{
    public Probe Probe = null!;
    private readonly int[] _ports = [1, 2];
    private readonly HcaTables _tables = new();

    [InitStage(10, Cleanup = nameof(ClearSteering))]
    private Errno InitSteering() => Probe.Step("steer");

    private void ClearSteering() => Probe.Step("-steer");

    [InitStage(20, Cleanup = nameof(UnloadHca))]
    private InitResult<Errno> SetupHca()
    {
        _tables.Probe = Probe;
        return _tables.LoadOne();
    }

    private void UnloadHca() => _tables.UnloadOne();

    [InitStage(30, NoCleanup = "the channel is disarmed with the card")]
    private Errno ArmCommChannel() => Probe.Step("arm");

    [InitStage(40, Cleanup = nameof(CleanupPort), ForEach = nameof(_ports))]
    private Errno InitPort(int port) => Probe.Step($"port({port})");

    private void CleanupPort(int port) => Probe.Step($"-port({port})");
}
