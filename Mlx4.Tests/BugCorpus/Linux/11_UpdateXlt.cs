// 11. RDMA/mlx5: the translation buffer stays mapped and its lock held when pages cannot be populated
// Source: 1eae35b37923 (CVE-2026-74396), mlx5r_umr_update_xlt in drivers/infiniband/hw/mlx5/umr.c
// Class: B
//
// The function takes a buffer (if memory is short, the one for emergencies, under its lock), maps it, and fills it. Populating it for
// on-demand paging can fail, and that failure returns at once, past the unmapping and the unlocking.

using System.Buffers;
using System.Threading;
using Mlx4.Runtime;

internal interface IPageTables
{
    Errno Populate(byte[] table, int pages);
    Errno Post(byte[] table, int pages);
}

internal sealed partial class MemoryKey(IPageTables pages)
{
    private static readonly SemaphoreSlim EmergencyPages = new(1, 1);
    private byte[]? _table;

    [InitStage(10, NoCleanup = "only compares numbers")]
    private Errno CheckLength(int pageCount) => pageCount is > 0 and <= 65536 ? Errno.Ok : Errno.EINVAL;

    [InitStage(20, Cleanup = nameof(ReturnTable))]
    private Errno UpdateTranslation(int pageCount, bool onDemand)
    {
        EmergencyPages.Wait();
        _table = ArrayPool<byte>.Shared.Rent(pageCount * 8);
        if (onDemand)
        {
            Errno populated = pages.Populate(_table, pageCount);
            if (populated != Errno.Ok)
            {
                return populated; // MLX4018 'EmergencyPages' '_table'
            }
        }

        Errno err = pages.Post(_table, pageCount);
        EmergencyPages.Release();
        if (err != Errno.Ok)
        {
            ArrayPool<byte>.Shared.Return(_table);
        }

        return err;
    }

    private void ReturnTable() => ArrayPool<byte>.Shared.Return(_table!);
}
