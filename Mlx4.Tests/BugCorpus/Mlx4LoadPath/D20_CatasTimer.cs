// D20. A registration that fails stops a timer that this load has not started
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/intf.c, mlx4_register_device and mlx4_unregister_device
// Class: D
//
// Unregistering stops the poll for catastrophic errors. The poll is started when the registration has succeeded, so what undoes a registration
// also undoes something that may never have begun.

using System;
using System.Threading;
using Mlx4.Runtime;

internal interface IInterfaceList
{
    Errno Add(string device);
    void Remove(string device);
}

internal interface IErrorBuffer
{
    uint Read();
}

internal sealed partial class DeviceRegistration(IInterfaceList interfaces, IErrorBuffer buffer)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);
    private Timer? _catasPoll;
    private uint _lastError;

    [InitStage(10, Cleanup = nameof(UnregisterDevice))]
    private Errno RegisterDevice(string device) => interfaces.Add(device);

    private void UnregisterDevice(string device)
    {
        _catasPoll!.Dispose(); // MLX4015 '_catasPoll'
        interfaces.Remove(device);
    }

    [InitStage(20, NoCleanup = "stops when the device is unregistered")]
    private void StartCatasPoll() => _catasPoll = new Timer(_ => _lastError = buffer.Read(), null, PollInterval, PollInterval);

    public uint LastError => _lastError;
}
