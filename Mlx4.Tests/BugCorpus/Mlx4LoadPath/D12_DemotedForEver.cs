// D12. A slave that is refused starts again for ever, and maps the communication page each time
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c:3550, mlx4_load_one
// Class: H
//
// The jump back to the start of the slave path has no bound, and it does not undo what the stages behind it have made: each round
// maps the page of the communication channel again and loses the mapping before.
//
// Impossible: promise 5 (the stages of the range are cleaned up, and at most MaxRestarts times), shown by RestartTests.The_load_goes_back_and_on_from_there
// Load init_hca=EACCES,EACCES,EACCES: cmd map_comm init_hca unmap_comm -cmd cmd map_comm init_hca unmap_comm -cmd => InitHca: EACCES
// Load init_hca=EACCES: cmd map_comm init_hca unmap_comm -cmd cmd map_comm init_hca => ok
// Unload: close_hca unmap_comm -cmd

using Mlx4.Runtime;

internal sealed partial class SlaveFunction
{
    public Probe Probe = null!;

    [InitStage(10, Cleanup = nameof(CleanupCommands))]
    private Errno InitCommands() => Probe.Step("cmd");

    private void CleanupCommands() => Probe.Step("-cmd");

    [InitStage(20, Cleanup = nameof(UnmapCommPage))]
    private Errno MapCommPage() => Probe.Step("map_comm");

    private void UnmapCommPage() => Probe.Step("unmap_comm");

    [InitStage(30, Cleanup = nameof(CloseHca), RestartOn = Errno.EACCES, RestartFrom = nameof(InitCommands))]
    private Errno InitHca() => Probe.Step("init_hca");

    private void CloseHca() => Probe.Step("close_hca");
}
