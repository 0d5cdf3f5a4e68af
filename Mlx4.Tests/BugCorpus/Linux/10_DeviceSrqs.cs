// 10. RDMA/mlx5: the first SRQ is destroyed and kept all the same
// Source: c488df06bd55 (CVE-2026-46176), mlx5_ib_dev_res_srq_init in drivers/infiniband/hw/mlx5/main.c
// Class: G
//
// The device needs two receive queues of its own. When the second cannot be made, the first is destroyed, but the function does not
// leave: it goes on and stores the destroyed queue.

using System;
using System.Threading;
using Mlx4.Runtime;

internal sealed class Srq(int kind) : IDisposable
{
    public int Kind { get; } = kind;
    public bool Alive { get; private set; } = true;
    public void Dispose() => Alive = false;
}

internal interface ISrqFactory
{
    Errno Create(int kind, out Srq? srq);
}

internal sealed partial class DeviceResources(ISrqFactory factory)
{
    private readonly Lock _gate = new();
    private Srq? _basic;
    private Srq? _extended;

    [InitStage(10, Cleanup = nameof(DestroySrqs))]
    private Errno CreateSrqs()
    {
        lock (_gate)
        {
            Errno err = factory.Create(0, out Srq? basic);
            if (err != Errno.Ok)
            {
                return err;
            }

            err = factory.Create(1, out Srq? extended);
            if (err != Errno.Ok)
            {
                Console.Error.WriteLine($"no extended SRQ: {err}");
                basic!.Dispose();
            }

            _basic = basic; // MLX4024 'basic'
            _extended = extended;
            return err;
        }
    }

    private void DestroySrqs()
    {
        _extended!.Dispose();
        _basic!.Dispose();
    }

    public bool Ready => _basic is not null && _extended is not null;
}
