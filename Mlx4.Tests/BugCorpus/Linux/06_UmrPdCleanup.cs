// 6. IB/mlx5: a cleanup frees the protection domain that a later stage would have made
// Source: 112e6e83a894 (CVE-2024-47694), mlx5_ib_stage_pre_ib_reg_umr_cleanup in drivers/infiniband/hw/mlx5/main.c
// Class: D
//
// To have it destroyed after the device is unregistered, the protection domain was freed by the cleanup of an earlier stage. When
// registering the device fails, that cleanup runs without the protection domain ever having been allocated.

using System.Threading;
using Mlx4.Runtime;

internal interface IRdmaCore
{
    ProtectionDomain AllocPd();
    Errno RegisterDevice();
    void UnregisterDevice();
}

internal sealed class ProtectionDomain
{
    public int Users { get; set; }
    public void Dealloc() => Users = 0;
}

internal sealed partial class UmrSetup(IRdmaCore core)
{
    private readonly Lock _gate = new();
    private ProtectionDomain? _umrPd;
    private bool _active;

    [InitStage(10, Cleanup = nameof(CleanupUmr))]
    private void InitUmrGate()
    {
        lock (_gate)
        {
            _active = true;
        }
    }

    private void CleanupUmr()
    {
        lock (_gate)
        {
            _active = false;
        }

        _umrPd!.Dealloc(); // MLX4015 '_umrPd'
    }

    [InitStage(20, Cleanup = nameof(UnregisterDevice))]
    private Errno RegisterDevice() => core.RegisterDevice();

    private void UnregisterDevice() => core.UnregisterDevice();

    [InitStage(30, NoCleanup = "freed with the UMR gate")]
    private void AllocUmrPd() => _umrPd = core.AllocPd();

    public bool Active => _active;
}
