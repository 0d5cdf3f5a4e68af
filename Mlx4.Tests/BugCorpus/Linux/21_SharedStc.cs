// 21. net/mlx5: HWS, the shared action is not freed, since the error path jumps to the wrong label
// Source: a630f83592cd (CVE-2025-39834), hws_action_get_shared_stc_nic in drivers/net/ethernet/mellanox/mlx5/core/steering/hws/action.c
// Class: C
//
// There is a ladder of labels: one frees the object, one only unlocks. When allocating the chunk for the object fails, the code
// jumps to the second.

using System.Threading;
using Mlx4.Runtime;

internal interface IActionContext
{
    Errno AllocObject(int kind, out nint stc);
    void FreeObject(nint stc);
    Errno AllocChunk(nint stc, int order);
    void FreeChunk(nint stc);
}

internal sealed partial class SharedAction(IActionContext context)
{
    private readonly Lock _controlLock = new();
    private nint _stc;
    private int _references;

    [InitStage(10, Cleanup = nameof(PutSharedStc))]
    private Errno GetSharedStc(int kind)
    {
        Errno err;
        _controlLock.Enter();
        if (_references > 0)
        {
            _references++;
            _controlLock.Exit();
            return Errno.Ok;
        }

        err = context.AllocObject(kind, out _stc);
        if (err != Errno.Ok)
        {
            goto unlock_and_out;
        }

        err = context.AllocChunk(_stc, order: 0);
        if (err != Errno.Ok)
        {
            goto unlock_and_out;
        }

        _references = 1;
        _controlLock.Exit();
        return Errno.Ok;

    unlock_and_out:
        _controlLock.Exit();
        return err; // MLX4018 '_stc'
    }

    private void PutSharedStc()
    {
        lock (_controlLock)
        {
            if (--_references == 0)
            {
                context.FreeChunk(_stc);
                context.FreeObject(_stc);
            }
        }
    }
}
