namespace Mlx4.Sample.Driver.Capabilities;

/// <summary>How packets find their queue.</summary>
internal enum SteeringMode
{
    /// <summary>By MAC address and VLAN, in tables of the port.</summary>
    A0,

    /// <summary>By groups that the driver keeps in ICM.</summary>
    B0,

    /// <summary>By flow rules that the firmware keeps.</summary>
    DeviceManaged,
}
