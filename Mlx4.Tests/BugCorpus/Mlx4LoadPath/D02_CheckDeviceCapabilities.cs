// D2. The load succeeds although the check of the capabilities has failed
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c:3508 and 3543, mlx4_load_one
// Class: G
//
// More virtual functions are wanted than the card supports. The error path is taken with the error variable still zero: everything is
// undone, and the probe succeeds with a dead device.

using System;
using Mlx4.Runtime;

internal sealed record QueriedCapabilities(ulong Flags2, int MaxEqs);

internal interface ICapabilityCommands
{
    Errno QueryDevCap(out QueriedCapabilities capabilities);
}

internal sealed partial class CapabilityCheck(ICapabilityCommands commands)
{
    private const ulong Supports80Vfs = 1UL << 18;
    private QueriedCapabilities? _capabilities;

    [InitStage(10, NoCleanup = "only reads")]
    private Errno QueryCapabilities(int totalVfs)
    {
        Errno err = commands.QueryDevCap(out QueriedCapabilities capabilities);
        if (err != Errno.Ok)
        {
            return err;
        }

        if (totalVfs >= 64 && (capabilities.Flags2 & Supports80Vfs) == 0)
        {
            Console.Error.WriteLine($"{totalVfs} virtual functions are more than this device supports");
            return err; // MLX4025 'err'
        }

        _capabilities = capabilities;
        return Errno.Ok;
    }

    public int MaxEqs => _capabilities?.MaxEqs ?? 0;
}
