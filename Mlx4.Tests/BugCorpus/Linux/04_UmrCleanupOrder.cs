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
    UmrQueue CreateUmrQueue();
}

internal sealed class UmrQueue
{
    private bool _destroyed;

    public void PostInvalidate(uint memoryKey)
    {
        if (!_destroyed)
        {
            _ = memoryKey;
        }
    }

    public void Destroy() => _destroyed = true;
}

internal sealed partial class IbDevice(IVerbs verbs)
{
    private readonly List<uint> _registeredKeys = [];
    private UmrQueue? _umr;

    [InitStage(70, Cleanup = nameof(UnregisterDevice))]
    private Errno RegisterDevice() => verbs.RegisterDevice();

    private void UnregisterDevice()
    {
        foreach (uint key in _registeredKeys)
        {
            _umr!.PostInvalidate(key); // MLX4023 '_umr'
        }

        _registeredKeys.Clear();
        verbs.UnregisterDevice();
    }

    [InitStage(80, Cleanup = nameof(DestroyUmrResources))]
    private void CreateUmrResources() => _umr = verbs.CreateUmrQueue();

    private void DestroyUmrResources()
    {
        _umr!.Destroy();
        _umr = null;
    }
}
