// D14. Whatever fails in the set-up of the multi-function channel, the load says out of memory
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/cmd.c, mlx4_multi_func_init
// Class: G
//
// The function has a ladder of labels, and its last line returns -ENOMEM for all of them, the mapping of the page and the handshake
// with the other side included. Here its steps are a pipeline of their own, whose ladder nobody writes. (A stage that is written to return
// another error than the one it got still can; no rule asks where an error comes from.)
//
// Impossible: promise 1 (the load returns the stage's own error and name), shown by NestedPipelineTests.The_path_leads_to_the_stage_that_failed
// Load map=ENXIO: map => _channel/MapPage: ENXIO
// Load sync=EIO: map sync unmap => _channel/SyncToggles: EIO
// Load slaves=ENOMEM: map sync slaves unmap => _channel/AllocSlaves: ENOMEM

using Mlx4.Runtime;

internal sealed partial class CommChannel(MultiFunctionDevice device)
{
    [InitStage(10, Cleanup = nameof(UnmapPage))]
    private Errno MapPage() => device.Probe.Step("map");

    private void UnmapPage() => device.Probe.Step("unmap");

    [InitStage(20, NoCleanup = "the other side keeps its toggle")]
    private Errno SyncToggles() => device.Probe.Step("sync");

    [InitStage(30, Cleanup = nameof(FreeSlaves))]
    private Errno AllocSlaves() => device.Probe.Step("slaves");

    private void FreeSlaves() => device.Probe.Step("-slaves");
}

internal sealed partial class MultiFunctionDevice
{
    public Probe Probe = null!;

    [InitStage(10)]
    private readonly CommChannel _channel;

    public MultiFunctionDevice() => _channel = new CommChannel(this);
}
