// D19. Commands of slaves that are still queued run on a tracker that has been freed
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c, order of mlx4_free_resource_tracker and mlx4_multi_func_cleanup
// Class: M
//
// The tracker is made after the queue of the communication channel, and freed before it. Destroying the queue lets what is queued
// run, and that looks the slave's resources up in the tracker.

using System.Collections.Concurrent;
using System.Collections.Generic;
using Mlx4.Runtime;

internal readonly record struct SlaveCommand(int Slave, ushort Opcode, uint Parameter);

internal sealed class SlaveLedger
{
    private List<uint>[]? _resources;

    public void Alloc(int slaves)
    {
        List<uint>[] lists = new List<uint>[slaves];
        for (int i = 0; i < slaves; i++)
        {
            lists[i] = [];
        }

        _resources = lists;
    }

    public void Free() => _resources = null;

    public void Note(int slave, uint resource) => _resources![slave].Add(resource);
}

internal interface ICommPage
{
    Errno Map();
    void Unmap();
    void Answer(SlaveCommand command, Errno status);
}

internal sealed partial class MasterChannel(ICommPage page, int slaves)
{
    private readonly ConcurrentQueue<SlaveCommand> _work = new();
    private readonly SlaveLedger _ledger = new();

    [InitStage(10, Cleanup = nameof(CleanupChannel))]
    private Errno InitChannel() => page.Map();

    private void CleanupChannel()
    {
        while (_work.TryDequeue(out SlaveCommand command))
        {
            Handle(command);
        }

        page.Unmap();
    }

    [InitStage(20, Cleanup = nameof(FreeTracker))]
    private void InitTracker() => _ledger.Alloc(slaves);

    private void FreeTracker() => _ledger.Free();

    public void OnInterrupt(SlaveCommand command) => _work.Enqueue(command);

    private void Handle(SlaveCommand command)
    {
        _ledger.Note(command.Slave, command.Parameter); // MLX4023 '_ledger'
        page.Answer(command, Errno.Ok);
    }
}
