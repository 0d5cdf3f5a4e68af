// 5. IB/mlx5: a stage that fails frees what the cleanup of an earlier stage frees too
// Source: 2ef422f063b7 (CVE-2023-52851), mlx5_ib_stage_post_ib_reg_umr_init in drivers/infiniband/hw/mlx5/main.c
// Class: E
//
// The resources for memory registration are made after registering the device, and belonged to the cleanup of the stage before it.
// When moving the queue pair to its state failed, the stage called that cleanup itself; then the ladder called it again.

using Mlx4.Runtime;

internal interface IUmrHardware
{
    Errno CreateQueuePair(out uint qpn);
    Errno ModifyToReadyToSend(uint qpn);
    void DestroyQueuePair(uint qpn);
    Errno RegisterDevice(string name);
    void UnregisterDevice();
}

internal sealed partial class MemoryRegistration(IUmrHardware hardware)
{
    private uint _qpn;

    [InitStage(10, Cleanup = nameof(CleanupUmrResources))]
    private Errno CreateUmrQueuePair() => hardware.CreateQueuePair(out _qpn);

    private void CleanupUmrResources() => hardware.DestroyQueuePair(_qpn);

    [InitStage(20, Cleanup = nameof(UnregisterDevice))]
    private Errno RegisterDevice(string name) => hardware.RegisterDevice(name);

    private void UnregisterDevice() => hardware.UnregisterDevice();

    [InitStage(30, NoCleanup = "the queue pair is destroyed with its resources")]
    private Errno StartUmrQueuePair()
    {
        Errno err = hardware.ModifyToReadyToSend(_qpn);
        if (err != Errno.Ok)
        {
            CleanupUmrResources(); // MLX4014 'CleanupUmrResources'
        }

        return err;
    }
}
