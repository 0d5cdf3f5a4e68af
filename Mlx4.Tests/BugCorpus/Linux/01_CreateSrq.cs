// 1. RDMA/mlx4: the SRQ stays in the hardware when its number cannot be told to user space
// Source: c54c7e4cb679 (CVE-2026-46178), mlx4_ib_create_srq in drivers/infiniband/hw/mlx4/srq.c
// Class: A
//
// Creating a shared receive queue for a process allocates the translation entries and the queue, and at last copies the number of
// the queue to the process. When that copy fails, the translation entries are freed, but the queue is not: the firmware keeps it.

using Mlx4.Runtime;

internal interface ISrqFirmware
{
    Errno AllocMtt(int pages, out uint mtt);
    void FreeMtt(uint mtt);
    Errno AllocSrq(uint protectionDomain, uint mtt, ulong doorbell, out uint number);
    void FreeSrq(uint number);
}

internal interface IUserContext
{
    Errno CopyToUser(uint value);
}

internal sealed partial class SharedReceiveQueue(ISrqFirmware firmware, uint protectionDomain)
{
    private uint _mtt;
    private uint _number;

    [InitStage(10, Cleanup = nameof(FreeTranslation))]
    private Errno AllocTranslation(int pages) => firmware.AllocMtt(pages, out _mtt);

    private void FreeTranslation() => firmware.FreeMtt(_mtt);

    [InitStage(20, Cleanup = nameof(DestroyQueue))]
    private Errno CreateQueue(ulong doorbell, IUserContext? user)
    {
        Errno err = firmware.AllocSrq(protectionDomain, _mtt, doorbell, out _number);
        if (err != Errno.Ok)
        {
            return err;
        }

        if (user is not null && user.CopyToUser(_number) != Errno.Ok)
        {
            return Errno.EFAULT; // MLX4018 '_number'
        }

        return Errno.Ok;
    }

    private void DestroyQueue() => firmware.FreeSrq(_number);
}
