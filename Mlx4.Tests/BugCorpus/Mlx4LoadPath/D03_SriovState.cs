// D3. The load succeeds although the state of SR-IOV is invalid
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c:3520, mlx4_load_one
// Class: G
//
// After enabling SR-IOV on old firmware the flags for SR-IOV and for the master have to agree. If they do not, the error path is taken
// with the error of the command before, which has succeeded. The same check on new firmware sets -EINVAL.

using System;
using Mlx4.Runtime;

[Flags]
internal enum FunctionFlags
{
    None = 0,
    Sriov = 1,
    Master = 2,
}

internal interface ISriovHost
{
    Errno CloseCommands();
    FunctionFlags EnableSriov(int totalVfs);
}

internal sealed partial class LegacySriov(ISriovHost host)
{
    private FunctionFlags _flags;

    [InitStage(10, NoCleanup = "the virtual functions stay for the next load")]
    private Errno Enable(int totalVfs)
    {
        Errno err = host.CloseCommands();
        if (err == Errno.Ok)
        {
            FunctionFlags flags = host.EnableSriov(totalVfs);
            bool isMaster = flags.HasFlag(FunctionFlags.Master);
            if (flags.HasFlag(FunctionFlags.Sriov) != isMaster)
            {
                Console.Error.WriteLine("invalid SR-IOV state");
                return err; // MLX4025 'err'
            }

            _flags = flags;
        }

        return err;
    }

    public bool IsMaster => _flags.HasFlag(FunctionFlags.Master);
}
