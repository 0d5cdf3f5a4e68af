// D9. A restart whose reset fails disables SR-IOV under virtual functions that live
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c:3442, mlx4_load_one
// Class: K
//
// Whether virtual functions existed before is read only after the reset. If the reset fails, the error path believes that this load has
// enabled them, since the flag has survived, and disables them.
// Here SR-IOV is disabled by the cleanup of the stage that enables it, and that stage was skipped or not reached.
//
// Impossible: promise 3 (what was skipped is not cleaned up), shown by ConditionTests.A_stage_that_was_skipped_is_not_undone
// Load: own reset init_hca => ok
// Unload: close_hca disown
// Load reset=EAGAIN: own reset disown => ResetCard: EAGAIN
// Load init_hca=EIO: own reset init_hca disown => InitHca: EIO

using Mlx4.Runtime;

internal sealed partial class RestartedMaster
{
    public Probe Probe = null!;
    private int _existingVfs = 4;

    private bool HasNoVfsYet => _existingVfs == 0;

    [InitStage(10, Cleanup = nameof(FreeOwnership))]
    private Errno GetOwnership() => Probe.Step("own");

    private void FreeOwnership() => Probe.Step("disown");

    [InitStage(20, NoCleanup = "the card is reset")]
    private Errno ResetCard() => Probe.Step("reset");

    [InitStage(30, Cleanup = nameof(DisableSriov), When = nameof(HasNoVfsYet))]
    private Errno EnableSriov()
    {
        Errno err = Probe.Step("pci_enable_sriov");
        if (err == Errno.Ok)
        {
            _existingVfs = 4;
        }

        return err;
    }

    private void DisableSriov()
    {
        Probe.Step("pci_disable_sriov");
        _existingVfs = 0;
    }

    [InitStage(40, Cleanup = nameof(CloseHca))]
    private Errno InitHca() => Probe.Step("init_hca");

    private void CloseHca() => Probe.Step("close_hca");
}
