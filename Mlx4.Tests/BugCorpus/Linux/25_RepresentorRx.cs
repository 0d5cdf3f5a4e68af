// 25. net/mlx5: the receive resources of a representor are not freed on its error path
// Source: c6cf0b6097bf (CVE-2023-54106), mlx5e_init_rep_rx in drivers/net/ethernet/mellanox/mlx5/core/en_rep.c
// Class: I
//
// The structure for the receive side is allocated, then filled by a series of steps. The cleanup for the remove path frees the
// structure; the error path of the function does not.

using System;
using Mlx4.Runtime;

internal abstract class DriverObject : IDisposable
{
    public bool Freed { get; private set; }
    public void Dispose() => Freed = true;
}

internal sealed class ReceiveResources : DriverObject
{
    public uint DropQueue { get; set; }
    public uint[] Tirs { get; set; } = [];
}

internal interface IReceiveHardware
{
    Errno OpenDropQueue(out uint queue);
    void CloseDropQueue(uint queue);
    Errno CreateTirs(uint queue, out uint[] tirs);
    void DestroyTirs(uint[] tirs);
}

internal sealed partial class Representor(IReceiveHardware hardware)
{
    private ReceiveResources? _rx;

    [InitStage(10, Cleanup = nameof(CleanupRx))]
    private Errno InitRx()
    {
        _rx = new ReceiveResources();
        Errno err = hardware.OpenDropQueue(out uint queue);
        if (err != Errno.Ok)
        {
            _rx.Dispose();
            _rx = null;
            return err;
        }

        _rx.DropQueue = queue;
        err = hardware.CreateTirs(queue, out uint[] tirs);
        if (err != Errno.Ok)
        {
            hardware.CloseDropQueue(queue);
            return err; // MLX4018 '_rx'
        }

        _rx.Tirs = tirs;
        return Errno.Ok;
    }

    private void CleanupRx()
    {
        hardware.DestroyTirs(_rx!.Tirs);
        hardware.CloseDropQueue(_rx.DropQueue);
        _rx.Dispose();
        _rx = null;
    }
}
