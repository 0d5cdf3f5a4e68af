// 13. RDMA/mlx5: the entry of an object leaks when it cannot be put into the table of its event
// Source: 087f9c3f2309 (CVE-2022-49206), subscribe_event_xa_alloc in drivers/infiniband/hw/mlx5/devx.c
// Class: A
//
// For each object that is subscribed to, an entry is allocated and inserted into the event's table. When the insertion fails, the
// function returns the error and forgets the entry.

using System.Collections.Generic;
using Mlx4.Runtime;

internal sealed class ObjectSubscription(uint objectId)
{
    public uint ObjectId { get; } = objectId;
    public nint Entry { get; set; }
}

internal interface IEntryHeap
{
    nint AllocEntry(uint objectId);
    void FreeEntry(nint entry);
}

internal interface IEventTable
{
    Errno Insert(uint objectId, nint entry);
    void Erase(uint objectId);
}

internal sealed partial class ObjectSubscriptions(IEntryHeap heap, IEventTable table, IReadOnlyList<ObjectSubscription> objects)
{
    private readonly IReadOnlyList<ObjectSubscription> _objects = objects;

    [InitStage(10, Cleanup = nameof(Unsubscribe), ForEach = nameof(_objects))]
    private Errno Subscribe(ObjectSubscription item)
    {
        item.Entry = heap.AllocEntry(item.ObjectId);
        if (item.Entry == 0)
        {
            return Errno.ENOMEM;
        }

        Errno err = table.Insert(item.ObjectId, item.Entry);
        return err; // MLX4018 'Entry'
    }

    private void Unsubscribe(ObjectSubscription item)
    {
        table.Erase(item.ObjectId);
        heap.FreeEntry(item.Entry);
    }
}
