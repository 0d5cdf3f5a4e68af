// D26. The number of reserved UARs is overwritten by a smaller one
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c, mlx4_query_func after mlx4_dev_cap
// Class: H
//
// The first pages of doorbells belong to the event queues, so at least 128 are reserved. A later query of the function's own limits writes
// the four bits that it gets over that, and pages of the event queues can be given to processes.
//
// Missed: which of two numbers is right is not a matter of resources; a member may be assigned by more than one stage

using System;
using Mlx4.Runtime;

internal interface ILimitCommands
{
    Errno QueryDevCap(out int reservedUars);
    Errno QueryFunc(out int reservedUars);
    Errno InitHca();
    void CloseHca();
}

internal sealed partial class UarLimits(ILimitCommands commands)
{
    private const int EqDoorbells = 128;
    private int _reservedUars;

    [InitStage(10, NoCleanup = "only reads")]
    private Errno ReadCapabilities()
    {
        Errno err = commands.QueryDevCap(out int reserved);
        if (err == Errno.Ok)
        {
            _reservedUars = Math.Max(reserved, EqDoorbells);
        }

        return err;
    }

    [InitStage(20, Cleanup = nameof(CloseHca))]
    private Errno InitHca() => commands.InitHca();

    private void CloseHca() => commands.CloseHca();

    [InitStage(30, NoCleanup = "only reads")]
    private Errno QueryFunction() => commands.QueryFunc(out _reservedUars);

    public int ReservedUars => _reservedUars;
}
