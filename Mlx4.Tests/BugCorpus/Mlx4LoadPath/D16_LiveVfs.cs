// D16. Removing a device after a failed restart walks the state of slaves that is not there
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c, mlx4_how_many_lives_vf from mlx4_remove_one
// Class: D
//
// Before SR-IOV is disabled, the virtual functions that live are counted. Their number is set early and their state allocated late; when
// the load fails between the two, the count follows a null pointer.

using Mlx4.Runtime;

internal sealed class SlaveState
{
    public bool Active { get; set; }
    public int LastCommand { get; set; }
}

internal interface ISriovCapability
{
    Errno Enable(int vfs);
    void Disable();
    Errno InitHca();
    void CloseHca();
}

internal sealed partial class SriovMaster(ISriovCapability sriov)
{
    private const int Reset = 0;
    private SlaveState[]? _slaves;

    [InitStage(10, Cleanup = nameof(DisableSriov))]
    private Errno EnableSriov(int totalVfs) => sriov.Enable(totalVfs);

    private void DisableSriov()
    {
        if (CountLiveVfs() == 0)
        {
            sriov.Disable();
        }
    }

    [InitStage(20, Cleanup = nameof(CloseHca))]
    private Errno InitHca() => sriov.InitHca();

    private void CloseHca() => sriov.CloseHca();

    [InitStage(30, NoCleanup = "only memory")]
    private void InitSlaves(int totalVfs)
    {
        SlaveState[] slaves = new SlaveState[totalVfs];
        for (int i = 0; i < totalVfs; i++)
        {
            slaves[i] = new SlaveState();
        }

        _slaves = slaves;
    }

    private int CountLiveVfs()
    {
        int live = 0;
        foreach (SlaveState slave in _slaves!) // MLX4015 '_slaves'
        {
            if (slave.Active && slave.LastCommand != Reset)
            {
                live++;
            }
        }

        return live;
    }
}
