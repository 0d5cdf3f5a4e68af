// D25. A function that goes on alone after SR-IOV has failed keeps what was computed for a master
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c, mlx4_enable_sriov after mlx4_init_hca
// Class: K
//
// On firmware with system event queues, SR-IOV is enabled after the capabilities have been read. When it fails the device goes on as a
// single function: the number of slaves stays at that of a master, since what would set it back asks whether it is one, and so do lengths
// of tables. The first of these is caught; a length that nobody sets back is a plain value, and is not.

using Mlx4.Runtime;

internal interface ISriovFirmware
{
    Errno InitHca();
    void CloseHca();
    Errno EnableSriov(int vfs);
}

internal sealed partial class SystemEqMaster(ISriovFirmware firmware)
{
    private const int MaxSlaves = 128;
    private int _numSlaves;
    private bool _isMaster;

    [InitStage(10, NoCleanup = "only a flag")]
    private void DecideRole(int totalVfs) => _isMaster = totalVfs > 0;

    [InitStage(20, Cleanup = nameof(CleanupSlaves))]
    private void InitSlaves()
    {
        if (_isMaster)
        {
            _numSlaves = MaxSlaves;
        }
    }

    private void CleanupSlaves()
    {
        if (_isMaster) // MLX4026 '_isMaster'
        {
            _numSlaves = 0;
        }
    }

    [InitStage(30, Cleanup = nameof(CloseHca))]
    private Errno InitHca() => firmware.InitHca();

    private void CloseHca() => firmware.CloseHca();

    [InitStage(40, NoCleanup = "the virtual functions stay for the next load")]
    private void EnableSriov(int totalVfs)
    {
        if (_isMaster && firmware.EnableSriov(totalVfs) != Errno.Ok)
        {
            _isMaster = false;
        }
    }

    public int NumSlaves => _numSlaves;
}
