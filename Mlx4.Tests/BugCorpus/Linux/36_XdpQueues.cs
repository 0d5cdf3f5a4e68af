// 36. virtio_net: queues that are enabled stay so when a later one cannot be
// Source: 5306623a9826 (CVE-2023-53499), virtnet_open in drivers/net/virtio_net.c
// Class: F
//
// Opening the device registers each receive queue for XDP and enables polling on it. A queue that cannot be registered ends the loop with
// its error; the queues before it stay enabled on a device that is not open.

using System.Collections.Generic;
using Mlx4.Runtime;

internal interface IReceiveQueue
{
    Errno RegisterXdp(int queueIndex);
    void UnregisterXdp();
    void EnableNapi();
    void DisableNapi();
}

internal sealed partial class VirtioNetDevice(IReadOnlyList<IReceiveQueue> receiveQueues)
{
    private readonly IReadOnlyList<IReceiveQueue> _receiveQueues = receiveQueues;
    private bool _refill;

    [InitStage(10, NoCleanup = "refilling stops by itself")]
    private void EnableRefill() => _refill = true;

    [InitStage(20, Cleanup = nameof(Close))]
    private Errno Open()
    {
        for (int i = 0; i < _receiveQueues.Count; i++)
        {
            Errno err = _receiveQueues[i].RegisterXdp(i);
            if (err != Errno.Ok)
            {
                return err; // MLX4018 'ForEach'
            }

            _receiveQueues[i].EnableNapi();
        }

        return Errno.Ok;
    }

    private void Close()
    {
        for (int i = _receiveQueues.Count - 1; i >= 0; i--)
        {
            _receiveQueues[i].DisableNapi();
            _receiveQueues[i].UnregisterXdp();
        }
    }

    public bool Refills => _refill;
}
