// D8. The array of virtual functions is freed again by the next load that fails
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c:3770, err_sriov in mlx4_load_one
// Class: H
//
// The error path frees the array and leaves the pointer. A later load on the same device that fails before it allocates a new one frees
// the old one a second time. Here the cleanup belongs to the stage that allocates, and runs only in a load in which that stage ran.
//
// Impossible: promise 1 (the cleanups of the stages that completed run, and nothing else), shown by GuardTests.It_can_be_loaded_again_however_it_ended
// Load alloc_eqs=ENOMEM: reset kcalloc(dev_vfs) alloc_eqs kfree(dev_vfs) -reset => AllocEqTable: ENOMEM
// Load reset=EAGAIN: reset => ResetCard: EAGAIN
// Load kcalloc(dev_vfs)=ENOMEM: reset kcalloc(dev_vfs) -reset => AllocDevVfs: ENOMEM
// Unload:

using Mlx4.Runtime;

internal sealed partial class VfRecords
{
    public Probe Probe = null!;

    [InitStage(10, Cleanup = nameof(ReleaseCard))]
    private Errno ResetCard() => Probe.Step("reset");

    private void ReleaseCard() => Probe.Step("-reset");

    [InitStage(20, Cleanup = nameof(FreeDevVfs))]
    private Errno AllocDevVfs() => Probe.Step("kcalloc(dev_vfs)");

    private void FreeDevVfs() => Probe.Step("kfree(dev_vfs)");

    [InitStage(30, Cleanup = nameof(FreeEqTable))]
    private Errno AllocEqTable() => Probe.Step("alloc_eqs");

    private void FreeEqTable() => Probe.Step("free_eqs");
}
