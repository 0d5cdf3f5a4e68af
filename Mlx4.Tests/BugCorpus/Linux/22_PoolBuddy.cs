// 22. net/mlx5: HWS, the container of a pool leaks when its allocator cannot be made
// Source: 2c0a959bebdc (CVE-2025-39830), hws_pool_buddy_init in drivers/net/ethernet/mellanox/mlx5/core/steering/hws/pool.c
// Class: I
//
// The pool makes a container and puts a buddy allocator for the first chunk into it. The error path forgets the container; the path
// that removes the pool frees both.

using System;
using System.Runtime.InteropServices;
using Mlx4.Runtime;

internal sealed class BuddyBitmaps : SafeHandle
{
    public BuddyBitmaps(int bytes) : base(0, ownsHandle: true) => SetHandle(Marshal.AllocHGlobal(bytes));

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Marshal.FreeHGlobal(handle);
        return true;
    }
}

internal interface IStePool
{
    Errno CreateResource(int logSize, int type, out uint resource);
    void DestroyResource(uint resource);
}

internal sealed partial class BuddyPool(IStePool hardware)
{
    private BuddyBitmaps? _buddy;
    private uint _resource;

    [InitStage(10, NoCleanup = "only compares numbers")]
    private Errno CheckSize(int logSize) => logSize is >= 0 and <= 24 ? Errno.Ok : Errno.EINVAL;

    [InitStage(20, Cleanup = nameof(DestroyDatabase))]
    private Errno InitDatabase(int logSize, int type)
    {
        BuddyBitmaps buddy = new(1 << logSize);
        Errno err = hardware.CreateResource(logSize, type, out _resource);
        if (err != Errno.Ok)
        {
            return err; // MLX4018 'buddy'
        }

        _buddy = buddy;
        return Errno.Ok;
    }

    private void DestroyDatabase()
    {
        hardware.DestroyResource(_resource);
        _buddy?.Dispose();
        _buddy = null;
    }
}
