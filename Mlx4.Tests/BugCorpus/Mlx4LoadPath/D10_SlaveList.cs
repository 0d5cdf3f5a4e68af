// D10. The list of slaves leaks when the arrays for the quotas cannot be allocated
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/resource_tracker.c:637, mlx4_init_resource_tracker
// Class: A
//
// The tracker allocates a record for each slave, then three arrays for each kind of resource. When one of these fails, the arrays are
// freed, the records are not, and the caller goes on past the label that would.

using Mlx4.Runtime;

internal interface IHeap
{
    nint Alloc(int entries);
    void Free(nint block);
}

internal sealed class ResourceQuota(string name)
{
    public string Name { get; } = name;
    public nint Limits { get; set; }
}

internal sealed partial class ResourceTracker(IHeap heap, int slaves)
{
    private readonly ResourceQuota[] _quotas = [new("QP"), new("CQ"), new("SRQ"), new("MPT"), new("MTT")];
    private nint _slaveList;

    [InitStage(10, Cleanup = nameof(FreeStructs))]
    private Errno InitTracker()
    {
        _slaveList = heap.Alloc(slaves);
        if (_slaveList == 0)
        {
            return Errno.ENOMEM;
        }

        bool complete = true;
        foreach (ResourceQuota quota in _quotas)
        {
            quota.Limits = heap.Alloc(slaves + 1);
            complete &= quota.Limits != 0;
        }

        if (!complete)
        {
            foreach (ResourceQuota quota in _quotas)
            {
                heap.Free(quota.Limits);
            }

            return Errno.ENOMEM; // MLX4018 '_slaveList'
        }

        return Errno.Ok;
    }

    private void FreeStructs()
    {
        foreach (ResourceQuota quota in _quotas)
        {
            heap.Free(quota.Limits);
        }

        heap.Free(_slaveList);
    }
}
