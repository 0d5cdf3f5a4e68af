// D6. The error path of the ports forgets the kernel's UAR, which the unload releases
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c:3710, err_port in mlx4_load_one
// Class: I
//
// The teardown exists three times: in the function that sets up, in the error path around it, and in the unload. The second does not unmap
// the page of doorbells and does not give back its UAR. Here there is one ladder, which failure and unload enter.
//
// Impossible: promise 1 (all stages that completed are undone, in reverse), shown by OrderTests.The_unload_is_the_ladder_from_the_top
// Load port(1)=EEXIST: uar_table uar_alloc ioremap port(1) iounmap uar_free -uar_table => InitPort: EEXIST
// Load port(2)=EEXIST: uar_table uar_alloc ioremap port(1) port(2) -port(1) iounmap uar_free -uar_table => InitPort: EEXIST
// Load: uar_table uar_alloc ioremap port(1) port(2) => ok
// Unload: -port(2) -port(1) iounmap uar_free -uar_table

using Mlx4.Runtime;

internal sealed partial class KernelUar
{
    public Probe Probe = null!;
    private readonly int[] _ports = [1, 2];

    [InitStage(10, Cleanup = nameof(CleanupUarTable))]
    private Errno InitUarTable() => Probe.Step("uar_table");

    private void CleanupUarTable() => Probe.Step("-uar_table");

    [InitStage(20, Cleanup = nameof(FreeDriverUar))]
    private Errno AllocDriverUar() => Probe.Step("uar_alloc");

    private void FreeDriverUar() => Probe.Step("uar_free");

    [InitStage(30, Cleanup = nameof(UnmapKernelPage))]
    private Errno MapKernelPage() => Probe.Step("ioremap");

    private void UnmapKernelPage() => Probe.Step("iounmap");

    [InitStage(40, Cleanup = nameof(CleanupPort), ForEach = nameof(_ports))]
    private Errno InitPort(int port) => Probe.Step($"port({port})");

    private void CleanupPort(int port) => Probe.Step($"-port({port})");
}
