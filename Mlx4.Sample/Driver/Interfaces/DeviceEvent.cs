namespace Mlx4.Sample.Driver.Interfaces;

/// <summary>What a device tells the drivers of its protocols (<c>enum mlx4_dev_event</c>).</summary>
internal enum DeviceEvent
{
    /// <summary>A port's link is up.</summary>
    PortUp,

    /// <summary>A port's link is down.</summary>
    PortDown,

    /// <summary>A subnet manager has changed something of a port.</summary>
    PortManagementChange,

    /// <summary>The device has been given up. It takes no more commands until it is loaded again.</summary>
    CatastrophicError,

    /// <summary>A slave of the device has come.</summary>
    SlaveInit,

    /// <summary>A slave of the device has gone.</summary>
    SlaveShutdown,
}
