using Mlx4.Runtime;

namespace Mlx4.Sample.Driver.Interfaces;

/// <summary>What uses a device for a protocol, from its registration on until the device is taken away from it.</summary>
internal interface IConsumer
{
    /// <summary>Begins to use the device. One that fails has undone what it had done, and fails the registration.</summary>
    InitResult<Errno> Add();

    /// <summary>Ends it. The device may have failed: commands that give something back count as done then.</summary>
    void Remove();

    /// <summary>
    /// Something has happened; from the beginning of <see cref="Add"/> to that of <see cref="Remove"/>. An interrupt may tell it, so nothing may
    /// be waited for here.
    /// </summary>
    /// <param name="deviceEvent">What has happened.</param>
    /// <param name="number">Which port, from 1, or which slave; 0 if it is the device.</param>
    void OnEvent(DeviceEvent deviceEvent, int number);
}
