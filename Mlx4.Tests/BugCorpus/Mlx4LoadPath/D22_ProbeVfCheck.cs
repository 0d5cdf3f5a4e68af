// D22. The number of virtual functions to be probed is compared with that of another group
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c, __mlx4_init_one
// Class: G
//
// The two parameters are lists whose places depend on their length: one number stands for functions on both ports, the third group. The
// check uses the place in the list and not the group, so that with one number it compares with zero groups and never refuses.
//
// Missed: an index that means something else is arithmetic, and nothing is acquired or released by it

using System.Collections.Generic;
using Mlx4.Runtime;

internal interface IPciFunction
{
    Errno EnableDevice();
    void DisableDevice();
}

internal sealed partial class VfProbe(IPciFunction pci)
{
    private static readonly int[][] GroupOfPlace = [[], [2], [0, 1], [0, 1, 2]];
    private readonly int[] _vfs = new int[3];
    private readonly int[] _probed = new int[3];

    [InitStage(10, Cleanup = nameof(DisableDevice))]
    private Errno EnableDevice() => pci.EnableDevice();

    private void DisableDevice() => pci.DisableDevice();

    [InitStage(20, NoCleanup = "only numbers")]
    private Errno CheckVfs(IReadOnlyList<int> numVfs, IReadOnlyList<int> probeVfs)
    {
        for (int i = 0; i < numVfs.Count; i++)
        {
            _vfs[GroupOfPlace[numVfs.Count][i]] = numVfs[i];
        }

        for (int i = 0; i < probeVfs.Count; i++)
        {
            _probed[GroupOfPlace[probeVfs.Count][i]] = probeVfs[i];
            if (_probed[i] > _vfs[i])
            {
                return Errno.EINVAL;
            }
        }

        return Errno.Ok;
    }
}
