// D15. A load on a device whose last load has failed undoes what the last one did
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c, mlx4_clean_dev is not called by a failed mlx4_load_one
// Class: H
//
// What is to be released is read from fields (have_irq, clock_mapping, the flag for MSI-X), and a failed load leaves them set. The next
// one frees an interrupt that it never requested and unmaps a clock twice.
// Here none of this is read from fields: what ran is known to the load alone, and forgotten with it. (A stage that computes from a stale
// flag of its own still can; no rule looks at values that are not resources.)
//
// Impossible: promise 3 (what was skipped is not cleaned up, whatever the condition says later), shown by ConditionTests.A_failed_load_leaves_no_memory_of_its_conditions
// Load uar=ENOMEM: msix clock request_irq uar free_irq unmap_clock -msix => AllocUar: ENOMEM
// Load msix=ENOSPC: msix => EnableMsiX: ENOSPC
// Load request_irq=EBUSY: msix clock request_irq unmap_clock -msix => RequestIrq: EBUSY
// Unload:

using Mlx4.Runtime;

internal sealed partial class ReloadedDevice
{
    public Probe Probe = null!;
    private bool _haveIrq;
    private bool _hasClock;

    [InitStage(10, Cleanup = nameof(DisableMsiX))]
    private Errno EnableMsiX()
    {
        Errno err = Probe.Step("msix");
        _hasClock = err == Errno.Ok;
        _haveIrq = err == Errno.Ok;
        return err;
    }

    private void DisableMsiX() => Probe.Step("-msix");

    [InitStage(20, Cleanup = nameof(UnmapClock), When = nameof(_hasClock))]
    private Errno MapClock() => Probe.Step("clock");

    private void UnmapClock() => Probe.Step("unmap_clock");

    [InitStage(30, Cleanup = nameof(FreeIrq), When = nameof(_haveIrq))]
    private Errno RequestIrq() => Probe.Step("request_irq");

    private void FreeIrq() => Probe.Step("free_irq");

    [InitStage(40, Cleanup = nameof(FreeUar))]
    private Errno AllocUar() => Probe.Step("uar");

    private void FreeUar() => Probe.Step("free_uar");
}
