namespace Mlx4.Sample.Hca.Ports;

/// <summary>
/// The register PTYS: what the modes of a port can be, may be and are. Ethernet modes by the bits of <see cref="LinkMode"/>; on InfiniBand
/// widths by the bits of PortInfo, and speeds: 0 SDR, 1 DDR, 2 QDR, 3 FDR10, 4 FDR.
/// </summary>
internal static class PortTypeAndSpeed
{
    /// <summary>The size of the register in bytes.</summary>
    public const int Size = 0x40;

    /// <summary>Where the port's number is.</summary>
    public const int Port = 0x01;

    private const int Protocols = 0x03;
    private const byte InfiniBand = 1 << 0;
    private const byte Ethernet = 1 << 2;

    // Can be, may be, is: for each 4 bytes of Ethernet modes, 2 of widths and 2 of speeds; then the Ethernet modes of the other end.
    private const int Capability = 0x0c;
    private const int Allowed = 0x18;
    private const int Operational = 0x24;
    private const int Partner = 0x30;
    private const int Widths = 4;
    private const int Speeds = 6;

    private const ushort UpToFdr = 0x1f;
    private const ushort Fdr = 1 << 4;

    /// <summary>Fills the register for the protocols that it asks for.</summary>
    public static void Read(Port port, Span<byte> register)
    {
        byte protocols = register[Protocols];
        register.Clear();
        register[Port] = (byte)port.Number;
        register[Protocols] = protocols;
        bool up = port.Link.IsUp;
        if ((protocols & Ethernet) != 0)
        {
            register.Put32(Capability, LinkMode.Supported);
            register.Put32(Allowed, port.Ethernet.AllowedModes);
            if (up && port.Type == LinkType.Ethernet)
            {
                register.Put32(Operational, port.Ethernet.Mode?.Mask ?? 0);
                register.Put32(Partner, LinkMode.Partner);
            }
        }
        if ((protocols & InfiniBand) != 0)
        {
            WriteInfiniBand(register[Capability..], PortSpeeds.Widths, UpToFdr);
            WriteInfiniBand(register[Allowed..], PortSpeeds.Widths, UpToFdr);
            if (up && port.Type == LinkType.InfiniBand)
            {
                WriteInfiniBand(register[Operational..], PortSpeeds.FourLanes, Fdr);
            }
        }
    }

    /// <summary>Sets which Ethernet modes the port may use, from the next training of its link on.</summary>
    /// <returns>Whether they are modes that the port has, and Ethernet ones at all.</returns>
    public static bool TryWrite(Port port, ReadOnlySpan<byte> register)
    {
        uint modes = register.Get32(Allowed);
        bool valid = (register[Protocols] & Ethernet) != 0 && modes != 0 && (modes & ~LinkMode.Supported) == 0;
        if (valid)
        {
            port.Ethernet.AllowedModes = modes;
        }
        return valid;
    }

    private static void WriteInfiniBand(Span<byte> group, ushort widths, ushort speeds)
    {
        group.Put16(Widths, widths);
        group.Put16(Speeds, speeds);
    }
}
