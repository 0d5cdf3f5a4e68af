// D4. The count of loading physical functions is decremented without having been incremented
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c, err_sriov in mlx4_load_one
// Class: K
//
// Enabling SR-IOV increments a count of the module, so that virtual functions wait. The error path decrements it for every master with
// virtual functions, even if the load failed before it came to SR-IOV; from then on no virtual function of the host can be probed.
// Here the count belongs to a stage that is transient: it goes when the load ends, and only if the stage ran.
//
// Impossible: promise 6 (a transient stage ends with the load, if it ran), shown by TransientTests.One_that_was_skipped_is_not
// Load query_fw=EIO: query_fw => QueryFirmware: EIO
// Load enable=ENOMEM: query_fw pf_loading++ enable pf_loading-- => EnableSriov: ENOMEM
// Load init_hca=EIO: query_fw pf_loading++ enable init_hca disable pf_loading-- => InitHca: EIO
// Load: query_fw pf_loading++ enable init_hca pf_loading-- => ok

using Mlx4.Runtime;

internal sealed partial class MasterLoad
{
    public Probe Probe = null!;
    private readonly bool _hasVfs = true;

    [InitStage(10, NoCleanup = "only reads")]
    private Errno QueryFirmware() => Probe.Step("query_fw");

    [InitStage(20, Cleanup = nameof(EndLoading), Transient = true, When = nameof(_hasVfs))]
    private void BeginLoading() => _ = Probe.Step("pf_loading++");

    private void EndLoading() => Probe.Step("pf_loading--");

    [InitStage(30, Cleanup = nameof(DisableSriov), When = nameof(_hasVfs))]
    private Errno EnableSriov() => Probe.Step("enable");

    private void DisableSriov() => Probe.Step("disable");

    [InitStage(40, NoCleanup = "the firmware closes by itself")]
    private Errno InitHca() => Probe.Step("init_hca");
}
