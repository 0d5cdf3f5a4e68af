namespace Mlx4.Sample.Hca.Ports;

/// <summary>What differs from one port to the next.</summary>
internal sealed record PortOptions
{
    /// <summary>What the port can be.</summary>
    public LinkType Supported { get; init; } = LinkType.Both;

    /// <summary>What the port is until the driver says otherwise: one type.</summary>
    public LinkType Suggested { get; init; } = LinkType.InfiniBand;

    /// <summary>Whether the firmware asks for the type to be sensed at start.</summary>
    public bool DefaultSense { get; init; }

    /// <summary>What SENSE_PORT finds at the other end of the cable; without anything there is no cable.</summary>
    public LinkType Sensed { get; init; }

    /// <summary>Whether an InfiniBand port finds a subnet manager at the other end of the cable, which gives it a LID and activates it.</summary>
    public bool SubnetManager { get; init; }
}
