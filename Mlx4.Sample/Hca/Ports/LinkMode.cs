namespace Mlx4.Sample.Hca.Ports;

/// <summary>A way to run Ethernet over a cable: the bit numbers of the register PTYS.</summary>
/// <param name="Bit">The mode's bit.</param>
/// <param name="Speed">Its speed, as QUERY_PORT encodes it.</param>
internal sealed record LinkMode(int Bit, byte Speed)
{
    /// <summary>
    /// What the port can do: 1 Gb/s KX; 10 Gb/s KX4, KR, CR, SR; 40 and 56 Gb/s CR4 and SR4. From what ethtool shows of cards of this kind.
    /// </summary>
    public const uint Supported = 1u << 1 | 1u << 3 | 1u << 4 | 1u << 12 | 1u << 13 | 1u << 6 | 1u << 15 | 1u << 17 | 1u << 18;

    /// <summary>What goes over the cable, a short one of copper, the best first: 40 Gb/s comes before 56, which has to be asked for.</summary>
    private static readonly LinkMode[] OfCable =
    [
        new(6, 0x40), // 40GBASE-CR4
        new(17, 0x20), // 56GBASE-CR4
        new(12, 0x01), // 10GBASE-CR
        new(1, 0x02), // 1000BASE-KX
    ];

    public uint Mask => 1u << Bit;

    /// <summary>What the other end of the cable offers: all that goes over it.</summary>
    public static uint Partner { get; } = OfCable.Aggregate(0u, static (mask, mode) => mask | mode.Mask);

    /// <summary>The mode that the two ends settle on, if there is one among those that are allowed.</summary>
    public static LinkMode? Negotiate(uint allowed) => OfCable.FirstOrDefault(mode => (mode.Mask & allowed) != 0);
}
