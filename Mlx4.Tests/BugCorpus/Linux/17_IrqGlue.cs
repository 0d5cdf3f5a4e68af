// 17. net/mlx5: one interrupt that cannot be requested takes the affinity notifiers of all others with it
// Source: d47515af6ccc (CVE-2025-40250), mlx5_irq_alloc in drivers/net/ethernet/mellanox/mlx5/core/pci_irq.c
// Class: K
//
// The reverse map from CPU to interrupt belongs to the pool of interrupts. On the error path of a single interrupt the whole map is
// freed, while the other interrupts of the pool are using it.

using System;
using System.Collections.Generic;
using Mlx4.Runtime;

internal sealed class CpuReverseMap(int size) : IDisposable
{
    private readonly List<int> _vectors = new(size);
    public void Add(int vector) => _vectors.Add(vector);
    public void Dispose() => _vectors.Clear();
}

internal interface IInterruptController
{
    int VectorCount { get; }
    Errno RequestIrq(int vector, string name);
    void FreeIrq(int vector);
}

internal sealed partial class IrqPool(IInterruptController controller)
{
    private CpuReverseMap? _reverseMap;
    private int VectorCount => controller.VectorCount;

    [InitStage(10, Cleanup = nameof(FreeReverseMap))]
    private void AllocReverseMap() => _reverseMap = new CpuReverseMap(controller.VectorCount);

    private void FreeReverseMap()
    {
        _reverseMap?.Dispose();
        _reverseMap = null;
    }

    [InitStage(20, Cleanup = nameof(FreeIrq), ForEach = nameof(VectorCount))]
    private Errno RequestIrq(int vector)
    {
        _reverseMap!.Add(vector);
        Errno err = controller.RequestIrq(vector, $"mlx5_comp{vector}");
        if (err != Errno.Ok)
        {
            _reverseMap.Dispose(); // MLX4014 '_reverseMap'
            return err;
        }

        return Errno.Ok;
    }

    private void FreeIrq(int vector) => controller.FreeIrq(vector);
}
