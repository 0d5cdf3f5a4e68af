// D11. A function that is demoted to a slave never gives its firmware area back
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c:3550, mlx4_load_one
// Class: K
//
// When INIT_HCA answers that the function is not the primary one, the load starts again as a slave. The firmware area of the first round
// stays mapped, and closing the firmware does nothing for a slave: the flag has changed between the stage and its cleanup.

using Mlx4.Runtime;

internal interface IFirmwareArea
{
    Errno MapArea();
    void UnmapArea();
    Errno InitHca();
    Errno InitSlave();
    void CloseHca();
}

internal sealed partial class DemotableFunction(IFirmwareArea firmware)
{
    private bool _isSlave;

    [InitStage(10, Cleanup = nameof(CloseFirmware))]
    private Errno InitFirmware() => _isSlave ? Errno.Ok : firmware.MapArea();

    private void CloseFirmware()
    {
        if (!_isSlave) // MLX4026 '_isSlave'
        {
            firmware.UnmapArea();
        }
    }

    [InitStage(20, Cleanup = nameof(CloseHca), RestartOn = Errno.EACCES, RestartFrom = nameof(InitFirmware))]
    private Errno InitHca()
    {
        if (_isSlave)
        {
            return firmware.InitSlave();
        }

        Errno err = firmware.InitHca();
        if (err == Errno.EACCES)
        {
            _isSlave = true;
        }

        return err;
    }

    private void CloseHca() => firmware.CloseHca();
}
