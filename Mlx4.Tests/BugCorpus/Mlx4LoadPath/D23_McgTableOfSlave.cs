// D23. The table of multicast groups is cleaned up for a slave, which has none
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c, err_port and mlx4_unload_one
// Class: D
//
// The function that sets up guards both the table and its cleanup with "not a slave". The other two places that clean up have lost the guard;
// it is harmless only because the bitmap is null. Here the condition stands once, at the stage, and is remembered.
//
// Impossible: promise 3 (what was skipped is not cleaned up), shown by ConditionTests.A_stage_that_was_skipped_is_not_undone
// Load eq=EIO: mr eq -mr => InitEqTable: EIO
// Load: mr eq => ok
// Unload: -eq -mr
// Call BecomeMaster:
// Load: mr mcg eq => ok
// Unload: -eq -mcg -mr

using Mlx4.Runtime;

internal sealed partial class SlaveTables
{
    public Probe Probe = null!;
    private bool _isSlave = true;

    private bool IsNotSlave => !_isSlave;

    [InitStage(10, Cleanup = nameof(CleanupMrTable))]
    private Errno InitMrTable() => Probe.Step("mr");

    private void CleanupMrTable() => Probe.Step("-mr");

    [InitStage(20, Cleanup = nameof(CleanupMcgTable), When = nameof(IsNotSlave))]
    private Errno InitMcgTable() => Probe.Step("mcg");

    private void CleanupMcgTable() => Probe.Step("-mcg");

    [InitStage(30, Cleanup = nameof(CleanupEqTable))]
    private Errno InitEqTable() => Probe.Step("eq");

    private void CleanupEqTable() => Probe.Step("-eq");

    public void BecomeMaster() => _isSlave = false;
}
