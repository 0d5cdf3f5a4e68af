// 20. net/mlx5: the scheduling node of a port is lost when its rate limit is refused
// Source: 7f3528f7d2f9 (CVE-2025-21882), mlx5_esw_qos_vport_enable in drivers/net/ethernet/mellanox/mlx5/core/esw/qos.c
// Class: A
//
// Enabling quality of service for a virtual port makes a node in the scheduling tree and then links an element of the firmware to it.
// When the second fails, the node is never freed.

using System;
using Mlx4.Runtime;

internal sealed class SchedulingNode(int vport) : IDisposable
{
    public int Vport { get; } = vport;
    public uint ElementIndex { get; set; }
    public bool Freed { get; private set; }
    public void Dispose() => Freed = true;
}

internal interface ISchedulerFirmware
{
    Errno CreateElement(int vport, uint maxRate, uint share, out uint index);
    void DestroyElement(uint index);
}

internal sealed partial class VportQos(ISchedulerFirmware firmware, int vport)
{
    private SchedulingNode? _node;

    [InitStage(10, NoCleanup = "only compares numbers")]
    private Errno CheckRates(uint maxRate, uint share) => maxRate != 0 && share > maxRate ? Errno.ERANGE : Errno.Ok;

    [InitStage(20, Cleanup = nameof(DisableVport))]
    private Errno EnableVport(uint maxRate, uint share)
    {
        _node = new SchedulingNode(vport);
        Errno err = firmware.CreateElement(vport, maxRate, share, out uint index);
        if (err != Errno.Ok)
        {
            return err; // MLX4018 '_node'
        }

        _node.ElementIndex = index;
        return Errno.Ok;
    }

    private void DisableVport()
    {
        firmware.DestroyElement(_node!.ElementIndex);
        _node.Dispose();
        _node = null;
    }
}
