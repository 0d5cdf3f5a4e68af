namespace Mlx4.Sample.Hca.Ports;

/// <summary>
/// The speeds and widths of a link on a 56 Gb/s port with a cable that carries them: FDR, four lanes wide. Encoded as in PortInfo
/// (InfiniBand architecture, 14.2.5.6), unless it says otherwise.
/// </summary>
internal static class PortSpeeds
{
    /// <summary>One and four lanes.</summary>
    public const byte Widths = 1 | 2;

    public const byte FourLanes = 2;

    /// <summary>2.5 Gb/s: what a port says whose link is down.</summary>
    public const byte Sdr = 1;

    public const byte Qdr = 4;

    /// <summary>2.5, 5 and 10 Gb/s a lane.</summary>
    public const byte Supported = 1 | 2 | Qdr;

    /// <summary>14.0625 Gb/s a lane, of the extended speeds.</summary>
    public const byte Fdr = 1;

    /// <summary>10.3125 Gb/s a lane, of the speeds of this vendor's extended PortInfo.</summary>
    public const byte Fdr10 = 1;

    /// <summary>Eight virtual lanes. Listings: max_vl_num 8 (4).</summary>
    public const byte LanesCapability = 4;
}
