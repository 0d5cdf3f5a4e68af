// D24. Affinity masks of event queues that were never used are not freed
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/main.c, mlx4_init_affinity_hint, and eq.c, mlx4_free_irqs
// Class: I
//
// Enabling MSI-X allocates a mask of processors for each event queue. They are freed by another step, that releases interrupts, and
// only for queues whose interrupt was requested, which happens on first use.

using System;
using System.Runtime.InteropServices;
using Mlx4.Runtime;

internal sealed class CpuMask : IDisposable
{
    private nint _bits;

    public CpuMask(int cpu)
    {
        _bits = Marshal.AllocHGlobal(sizeof(ulong));
        Marshal.WriteInt64(_bits, 1L << cpu);
    }

    public void Dispose()
    {
        Marshal.FreeHGlobal(_bits);
        _bits = 0;
    }
}

internal sealed class CompletionQueue(int vector)
{
    public int Vector { get; } = vector;
    public bool HasIrq { get; set; }
    public CpuMask? Affinity { get; set; }
}

internal interface IMsiX
{
    Errno Enable(int vectors);
    void Disable();
    void FreeIrq(int vector);
}

internal sealed partial class CompletionVectors(IMsiX msiX, CompletionQueue[] queues)
{
    [InitStage(10, Cleanup = nameof(DisableMsiX))]
    private Errno EnableMsiX()
    {
        Errno err = msiX.Enable(queues.Length);
        if (err != Errno.Ok)
        {
            return err;
        }

        foreach (CompletionQueue queue in queues)
        {
            queue.Affinity = new CpuMask(queue.Vector % Environment.ProcessorCount); // MLX4017 'Affinity'
        }

        return Errno.Ok;
    }

    private void DisableMsiX() => msiX.Disable();

    [InitStage(20, Cleanup = nameof(FreeIrqs))]
    private void PrepareQueues()
    {
        foreach (CompletionQueue queue in queues)
        {
            queue.HasIrq = false;
        }
    }

    private void FreeIrqs()
    {
        foreach (CompletionQueue queue in queues)
        {
            if (queue.HasIrq)
            {
                msiX.FreeIrq(queue.Vector);
                queue.Affinity?.Dispose();
            }
        }
    }
}
