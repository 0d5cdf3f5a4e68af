// 30. vdpa/mlx5: the one function that frees everything is called when little of it is there
// Source: cc51a6681599 (CVE-2025-38628), mlx5_vdpa_free in drivers/vdpa/mlx5/net/mlx5_vnet.c
// Class: D
//
// All resources of the device are released by one function, whatever failed on the way. Two of the things that it releases cannot
// stand not having been initialised.

using System;
using Mlx4.Runtime;

internal sealed class AsyncContext : IDisposable
{
    public int InFlight { get; set; }
    public void Dispose() => InFlight = 0;
}

internal sealed class MemoryRegionTable
{
    public int Count { get; private set; }
    public void Destroy() => Count = 0;
}

internal interface IVdpaParent
{
    Errno AllocDevice(string name);
    void PutDevice();
    MemoryRegionTable InitMemoryRegions();
}

internal sealed partial class VdpaDevice(IVdpaParent parent)
{
    private MemoryRegionTable? _regions;
    private AsyncContext? _commands;

    [InitStage(10, Cleanup = nameof(Free))]
    private Errno AllocDevice(string name) => parent.AllocDevice(name);

    [InitStage(20, NoCleanup = "Free drains it")]
    private void InitCommands() => _commands = new AsyncContext();

    [InitStage(30, NoCleanup = "Free destroys them")]
    private void InitMemoryRegions() => _regions = parent.InitMemoryRegions();

    private void Free()
    {
        _regions!.Destroy(); // MLX4015 '_regions'
        _commands!.Dispose(); // MLX4015 '_commands'
        parent.PutDevice();
    }
}
