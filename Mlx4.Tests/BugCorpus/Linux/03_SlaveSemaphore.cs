// 3. mlx4_core: the semaphore of the slaves is taken before it is made
// Source: f3d4c89ee4a8, mlx4_cmd_use_events in drivers/net/ethernet/mellanox/mlx4/cmd.c
// Class: C
//
// Going over to completion by events takes the semaphore that serialises the slaves' commands. It was initialised with the
// communication channel, which is set up later: the first load with virtual functions crashed.

using System;
using System.Threading;
using Mlx4.Runtime;

internal interface ICommandHardware
{
    int MaxOutstanding { get; }
    Errno MapChannel();
    void UnmapChannel();
}

internal sealed class SlaveSemaphore : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(1, 1);

    public void Down(Action work)
    {
        _semaphore.Wait();
        try
        {
            work();
        }
        finally
        {
            _semaphore.Release();
        }
    }

    public void Dispose() => _semaphore.Dispose();
}

internal sealed partial class CommandInterface(ICommandHardware hardware)
{
    private SlaveSemaphore? _slaveSemaphore;
    private int[]? _contexts;

    [InitStage(10, Cleanup = nameof(UsePolling))]
    private Errno UseEvents()
    {
        int[] contexts = new int[hardware.MaxOutstanding];
        _slaveSemaphore!.Down(() => _contexts = contexts); // MLX4016 '_slaveSemaphore'
        return Errno.Ok;
    }

    private void UsePolling() => _contexts = null;

    [InitStage(20, Cleanup = nameof(UnmapChannel))]
    private Errno MapChannel() => hardware.MapChannel();

    private void UnmapChannel() => hardware.UnmapChannel();

    [InitStage(30, Cleanup = nameof(FreeSlaveSemaphore))]
    private void InitSlaveSemaphore() => _slaveSemaphore = new SlaveSemaphore();

    private void FreeSlaveSemaphore()
    {
        _slaveSemaphore?.Dispose();
        _slaveSemaphore = null;
    }

    public int Outstanding => _contexts?.Length ?? 1;
}
