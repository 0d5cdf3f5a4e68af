// 39. RDMA/bnxt_re: success is returned when the doorbell page cannot be mapped
// Source: 87267803a8c8 (CVE-2026-72496), doorbell set-up in drivers/infiniband/hw/bnxt_re
// Class: G
//
// The error variable still holds the success of the call before when the mapping fails, and that is what is returned.

using System;
using Mlx4.Runtime;

internal interface IDoorbellBar
{
    Errno AllocPage(out int index);
    void FreePage(int index);
    nint MapPage(int index);
    void UnmapPage(nint address);
}

internal sealed partial class DoorbellPage(IDoorbellBar bar)
{
    private int _index;
    private nint _address;

    [InitStage(10, Cleanup = nameof(FreeIndex))]
    private Errno AllocIndex() => bar.AllocPage(out _index);

    private void FreeIndex() => bar.FreePage(_index);

    [InitStage(20, Cleanup = nameof(Unmap))]
    private Errno Map(int maximum)
    {
        Errno err = _index < maximum ? Errno.Ok : Errno.ENOSPC;
        if (err != Errno.Ok)
        {
            return err;
        }

        _address = bar.MapPage(_index);
        if (_address == 0)
        {
            Console.Error.WriteLine("the doorbell page cannot be mapped");
            return err; // MLX4025 'err'
        }

        return Errno.Ok;
    }

    private void Unmap() => bar.UnmapPage(_address);
}
