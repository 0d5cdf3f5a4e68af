// 14. RDMA/mlx5: a receive queue whose destruction failed is half destroyed
// Source: 5d2ea5aebbb2 (CVE-2025-38161), mlx5_core_destroy_rq_tracked in drivers/infiniband/hw/mlx5/qpc.c
// Class: L
//
// Destroying the queue takes it out of the driver's tables and then asks the firmware. When that refuses, the error goes up, and the
// caller keeps a queue whose software half is gone.
// A cleanup has nobody to give an error to: the signature is refused, and what to do about the firmware has to be decided here.

using System.Collections.Generic;
using Mlx4.Runtime;

internal interface IRqFirmware
{
    Errno CreateRq(int entries, out uint rqn);
    Errno DestroyRq(uint rqn);
}

internal sealed partial class ReceiveQueue(IRqFirmware firmware)
{
    private readonly Dictionary<uint, string> _tracked = [];
    private uint _rqn;

    [InitStage(10, Cleanup = nameof(DestroyRq))] // MLX4003
    private Errno CreateRq(int entries)
    {
        Errno err = firmware.CreateRq(entries, out _rqn);
        if (err == Errno.Ok)
        {
            _tracked[_rqn] = "receive queue";
        }

        return err;
    }

    private Errno DestroyRq()
    {
        _tracked.Remove(_rqn);
        return firmware.DestroyRq(_rqn);
    }
}
