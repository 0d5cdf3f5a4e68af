// D7. The array of special queue pairs is not freed with the table of queue pairs
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/qp.c, mlx4_init_qp_table and mlx4_cleanup_qp_table
// Class: I
//
// A master allocates the array while it initialises the table of queue pairs. The cleanup of the table does not free it; the unload does
// in another place, and the error path only for a slave.

using System;
using System.Runtime.InteropServices;
using Mlx4.Runtime;

internal sealed class SpecialQpArray(int ports) : IDisposable
{
    private nint _entries = Marshal.AllocHGlobal(ports * 4 * sizeof(uint));

    public void Dispose()
    {
        Marshal.FreeHGlobal(_entries);
        _entries = 0;
    }
}

internal interface IQpCommands
{
    Errno CreateZones(int baseQpn);
    void DestroyZones();
    Errno ConfigureSpecialQps(int baseQpn);
}

internal sealed partial class QpTable(IQpCommands commands, int ports)
{
    private SpecialQpArray? _specialQps;

    [InitStage(10, Cleanup = nameof(CleanupZones))]
    private Errno CreateZones(int baseQpn) => commands.CreateZones(baseQpn);

    private void CleanupZones() => commands.DestroyZones();

    [InitStage(20, Cleanup = nameof(CleanupQpTable))]
    private Errno InitQpTable(int baseQpn)
    {
        Errno err = commands.ConfigureSpecialQps(baseQpn);
        if (err == Errno.Ok)
        {
            _specialQps = new SpecialQpArray(ports); // MLX4017 '_specialQps'
        }

        return err;
    }

    private void CleanupQpTable() => _ = commands.ConfigureSpecialQps(0);

    public bool HasSpecialQps => _specialQps is not null;
}
