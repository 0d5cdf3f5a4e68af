// 27. net/mlx5e: a cleanup wants a lock held that the error path does not hold
// Source: ecb829459a84 (CVE-2024-35959), mlx5e_priv_init and mlx5e_selq_cleanup in drivers/net/ethernet/mellanox/mlx5/core
// Class: N
//
// Cleaning up the selection of queues applies an empty selection, and applying one asserts that the state lock is held. On unload it is;
// on the error path of the initialisation it is not.

using System.Threading;
using Mlx4.Runtime;

internal interface IWorkQueues
{
    Errno CreateWorkQueue(string name);
    void DestroyWorkQueue(string name);
}

internal sealed partial class EthernetPrivateData(IWorkQueues workQueues)
{
    private readonly object _stateLock = new();
    private int[]? _activeQueues;

    [InitStage(10, Cleanup = nameof(CleanupQueueSelection))]
    private void InitQueueSelection(int channels) => _activeQueues = new int[channels];

    private void CleanupQueueSelection() => ApplySelection(null);

    [InitStage(20, Cleanup = nameof(DestroyWorkQueue))]
    private Errno CreateWorkQueue() => workQueues.CreateWorkQueue("mlx5e");

    private void DestroyWorkQueue() => workQueues.DestroyWorkQueue("mlx5e");

    public void ChangeChannels(int channels)
    {
        lock (_stateLock)
        {
            ApplySelection(new int[channels]);
        }
    }

    private void ApplySelection(int[]? queues)
    {
        if (!Monitor.IsEntered(_stateLock))
        {
            throw new SynchronizationLockException("the state lock has to be held"); // MLX4021
        }

        _activeQueues = queues;
    }

    public int Selected => _activeQueues?.Length ?? 0;
}
