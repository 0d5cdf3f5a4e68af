// 32. octeontx2-pf: the caller frees what the function that failed has freed
// Source: e8fb3de2a8ef (CVE-2026-64224), rvu_rep_rsrc_init in drivers/net/ethernet/marvell/octeontx2/nic/rep.c
// Class: E
//
// The initialisation of the hardware resources undoes itself when it fails. Its caller did not know, and ran the same cleanup.
//
// Impossible: promise 2 (the cleanup of a stage that fails does not run), shown by OrderTests.A_failure_undoes_what_completed_in_reverse
// Load init_queues=ENOMEM: alloc_queues init_aura init_queues free_aura free_queues => InitHardware: ENOMEM
// Load map_leaf=EIO: alloc_queues init_aura init_queues map_leaf free_hardware free_queues => MapLeaf: EIO

using Mlx4.Runtime;

internal sealed partial class RepresentorResources
{
    public Probe Probe = null!;

    [InitStage(10, Cleanup = nameof(FreeQueues))]
    private Errno AllocQueues() => Probe.Step("alloc_queues");

    private void FreeQueues() => Probe.Step("free_queues");

    [InitStage(20, Cleanup = nameof(FreeHardware))]
    private Errno InitHardware()
    {
        Errno err = Probe.Step("init_aura");
        if (err != Errno.Ok)
        {
            return err;
        }

        err = Probe.Step("init_queues");
        if (err != Errno.Ok)
        {
            _ = Probe.Step("free_aura");
        }

        return err;
    }

    private void FreeHardware() => Probe.Step("free_hardware");

    [InitStage(30, Cleanup = nameof(UnmapLeaf))]
    private Errno MapLeaf() => Probe.Step("map_leaf");

    private void UnmapLeaf() => Probe.Step("unmap_leaf");
}
