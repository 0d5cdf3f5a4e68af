// D1. A configuration command that may fail fails the load, and the firmware area stays mapped
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c:2306, mlx4_init_fw
// Class: A
//
// MOD_STAT_CFG comes after the firmware has been given its pages and started. Its failure is logged as a warning, and then returned all
// the same. The caller takes it for "nothing was done" and leaves the pages mapped into the card.

using System;
using Mlx4.Runtime;

internal interface IFirmware
{
    Errno QueryFirmware(out int pages);
    Errno MapArea(int pages);
    void UnmapArea();
    Errno Run();
    Errno ModStatCfg(int logPageSizeMask);
}

internal sealed partial class FirmwareStart(IFirmware firmware)
{
    [InitStage(10, Cleanup = nameof(CloseFirmware))]
    private Errno InitFirmware()
    {
        Errno err = firmware.QueryFirmware(out int pages);
        if (err != Errno.Ok)
        {
            return err;
        }

        err = firmware.MapArea(pages);
        if (err != Errno.Ok)
        {
            return err;
        }

        err = firmware.Run();
        if (err != Errno.Ok)
        {
            firmware.UnmapArea();
            return err;
        }

        err = firmware.ModStatCfg(logPageSizeMask: 1);
        if (err != Errno.Ok)
        {
            Console.Error.WriteLine($"failed to override the page size: {err}");
        }

        return err; // MLX4018 'MapArea'
    }

    private void CloseFirmware() => firmware.UnmapArea();
}
