// 8. IB/mlx5: every stage that fails is told as out of memory
// Source: patch "IB/mlx5: return the error of the stage" by Li RongQing, linux-rdma; __mlx5_ib_add in drivers/infiniband/hw/mlx5/main.c
// Class: G
//
// The loop that runs the table of stages throws their results away and returns -ENOMEM, whatever happened.
// Here nobody writes that loop: the result of a load is that of the stage.
//
// Impossible: promise 1 (the load returns the stage's own error and name), shown by OrderTests.A_failure_undoes_what_completed_in_reverse
// Load alloc_counters=ENOSPC: init_caps alloc_counters -init_caps => AllocCounters: ENOSPC
// Load register=EPERM: init_caps alloc_counters register -alloc_counters -init_caps => Register: EPERM

using Mlx4.Runtime;

internal sealed partial class IbProfile
{
    public Probe Probe = null!;

    [InitStage(10, Cleanup = nameof(FreeCapabilities))]
    private Errno InitCapabilities() => Probe.Step("init_caps");

    private void FreeCapabilities() => Probe.Step("-init_caps");

    [InitStage(20, Cleanup = nameof(FreeCounters))]
    private Errno AllocCounters() => Probe.Step("alloc_counters");

    private void FreeCounters() => Probe.Step("-alloc_counters");

    [InitStage(30, Cleanup = nameof(Unregister))]
    private Errno Register() => Probe.Step("register");

    private void Unregister() => Probe.Step("-register");
}
