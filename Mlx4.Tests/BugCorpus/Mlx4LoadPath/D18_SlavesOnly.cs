// D18. The error path drops the lists of what the slaves own without taking it back from them
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c, err_port in mlx4_load_one
// Class: I
//
// Once the communication channel is armed, slaves own queues and memory. The unload takes those from them before it frees the tables; the
// error path does not. Here what the unload does is what a failure does.
//
// Impossible: promise 1 (all stages that completed are undone, in reverse), shown by OrderTests.The_unload_is_the_ladder_from_the_top
// Load port(2)=EIO: tracker arm port(1) port(2) -port(1) free_slaves free_structs => InitPort: EIO
// Load: tracker arm port(1) port(2) => ok
// Unload: -port(2) -port(1) free_slaves free_structs

using Mlx4.Runtime;

internal sealed partial class SlaveResources
{
    public Probe Probe = null!;
    private readonly int[] _ports = [1, 2];

    [InitStage(10, Cleanup = nameof(FreeStructs))]
    private Errno InitTracker() => Probe.Step("tracker");

    private void FreeStructs() => Probe.Step("free_structs");

    [InitStage(20, Cleanup = nameof(FreeSlaves))]
    private Errno ArmCommChannel() => Probe.Step("arm");

    private void FreeSlaves() => Probe.Step("free_slaves");

    [InitStage(30, Cleanup = nameof(CleanupPort), ForEach = nameof(_ports))]
    private Errno InitPort(int port) => Probe.Step($"port({port})");

    private void CleanupPort(int port) => Probe.Step($"-port({port})");
}
