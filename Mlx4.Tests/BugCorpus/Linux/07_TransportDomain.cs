// 7. RDMA/mlx5: the transport domain leaks when loopback cannot be enabled for it
// Source: e79389115b9d (CVE-2026-74397), mlx5_ib_alloc_transport_domain in drivers/infiniband/hw/mlx5/main.c
// Class: A
//
// A transport domain is allocated in the firmware, then loopback is enabled on the port for it. The result of the second is returned
// as it is, so that a failure leaves the domain allocated.

using System.Threading;
using Mlx4.Runtime;

internal interface ITransportFirmware
{
    Errno AllocTransportDomain(ushort uid, out uint domain);
    void DeallocTransportDomain(ushort uid, uint domain);
    Errno UpdateNicLoopback(bool enabled);
}

internal sealed partial class UserTransport(ITransportFirmware firmware, ushort uid)
{
    private readonly Lock _loopbackGate = new();
    private uint _domain;
    private int _loopbackUsers;

    [InitStage(10, Cleanup = nameof(DeallocTransportDomain))]
    private Errno AllocTransportDomain(bool canDisableLoopback)
    {
        Errno err = firmware.AllocTransportDomain(uid, out _domain);
        if (err != Errno.Ok)
        {
            return err;
        }

        if (!canDisableLoopback)
        {
            return Errno.Ok;
        }

        return EnableLoopback(); // MLX4018 '_domain'
    }

    private void DeallocTransportDomain()
    {
        firmware.DeallocTransportDomain(uid, _domain);
        lock (_loopbackGate)
        {
            _loopbackUsers--;
        }
    }

    private Errno EnableLoopback()
    {
        lock (_loopbackGate)
        {
            _loopbackUsers++;
            return _loopbackUsers == 2 ? firmware.UpdateNicLoopback(true) : Errno.Ok;
        }
    }
}
