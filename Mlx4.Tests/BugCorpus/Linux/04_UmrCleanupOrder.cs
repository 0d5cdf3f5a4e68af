// 4. IB/mlx5: the UMR queue is destroyed while there are still contexts that use it
// Source: 42cea83f9524, stage table in drivers/infiniband/hw/mlx5/main.c
// Class: M
//
// The queue pair for memory registration is made after the device is registered, since it needs the device. On the way down it went
// first. Unregistering closes the contexts that are still open, and that deregisters their memory through the queue that is gone.

using System.Collections.Generic;
using Mlx4.Runtime;

internal interface IVerbs
{
    Errno RegisterDevice();
    void UnregisterDevice();
}

internal interface IUmrQueue
{
    Errno Create(int entries);
    void Destroy();
    void PostInvalidate(uint memoryKey);
}

internal sealed partial class IbDevice(IVerbs verbs, IUmrQueue umr)
{
    private readonly List<uint> _registeredKeys = [];
    private readonly IUmrQueue _umr = umr;

    [InitStage(70, Cleanup = nameof(UnregisterDevice))]
    private Errno RegisterDevice() => verbs.RegisterDevice();

    private void UnregisterDevice()
    {
        foreach (uint key in _registeredKeys)
        {
            _umr.PostInvalidate(key); // MLX4023 '_umr'
        }

        _registeredKeys.Clear();
        verbs.UnregisterDevice();
    }

    [InitStage(80, Cleanup = nameof(DestroyUmrResources))]
    private Errno CreateUmrResources() => _umr.Create(entries: 256);

    private void DestroyUmrResources() => _umr.Destroy();
}
