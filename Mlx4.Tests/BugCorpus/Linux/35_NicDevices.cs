// 35. net: liquidio: the network device whose registration fails is left out of the cleanup
// Source: 8558aef4e8a1 (CVE-2026-23257), setup_nic_devices in drivers/net/ethernet/cavium/liquidio/lio_main.c
// Class: F
//
// For each interface a network device is allocated, filled in and registered. When one fails, the loop back begins at the one before
// it, and the device that had just been allocated leaks.

using Mlx4.Runtime;

internal sealed class LiquidInterface(int index)
{
    public int Index { get; } = index;
    public nint Netdev { get; set; }
}

internal interface INetworkCore
{
    nint AllocEtherdev(int queues);
    void FreeEtherdev(nint netdev);
    Errno SetQueueCount(nint netdev, int queues);
    Errno Register(nint netdev);
    void Unregister(nint netdev);
}

internal sealed partial class LiquidAdapter(INetworkCore core, LiquidInterface[] interfaces)
{
    private const int Queues = 8;
    private readonly LiquidInterface[] _interfaces = interfaces;

    [InitStage(10, Cleanup = nameof(DestroyNetdev), ForEach = nameof(_interfaces))]
    private Errno SetupNetdev(LiquidInterface item)
    {
        item.Netdev = core.AllocEtherdev(Queues);
        if (item.Netdev == 0)
        {
            return Errno.ENOMEM;
        }

        if (core.SetQueueCount(item.Netdev, Queues) != Errno.Ok)
        {
            return Errno.EINVAL; // MLX4018 'Netdev'
        }

        Errno err = core.Register(item.Netdev);
        if (err != Errno.Ok)
        {
            core.FreeEtherdev(item.Netdev);
        }

        return err;
    }

    private void DestroyNetdev(LiquidInterface item)
    {
        core.Unregister(item.Netdev);
        core.FreeEtherdev(item.Netdev);
    }
}
