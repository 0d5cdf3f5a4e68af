using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Firmware;

/// <summary>The answer to QUERY_FW.</summary>
internal sealed record FirmwareInfo
{
    /// <summary>The version: major, minor, subminor.</summary>
    public Version Version { get; init; } = new(0, 0, 0);

    /// <summary>The revision of the command interface.</summary>
    public int CommandInterfaceRevision { get; init; }

    /// <summary>How many commands the firmware takes at a time.</summary>
    public int MaxCommands { get; init; } = 1;

    /// <summary>The number of pages of 4 KiB that the firmware needs.</summary>
    public int Pages { get; init; }

    /// <summary>The register that takes an interrupt of the pin back.</summary>
    public RegisterPlace ClearInterrupt { get; init; }

    /// <summary>The buffer whose first word becomes non-zero at an internal error.</summary>
    public RegisterPlace ErrorBuffer { get; init; }

    /// <summary>The size of the error buffer in 32-bit words.</summary>
    public int ErrorBufferWords { get; init; }

    /// <summary>The comm channel: the words of all slaves.</summary>
    public RegisterPlace CommChannel { get; init; }

    /// <summary>The free-running clock: high word, low word.</summary>
    public RegisterPlace Clock { get; init; }

    /// <summary>Where a register lies that the firmware places.</summary>
    /// <param name="Bar">The BAR's number.</param>
    /// <param name="Offset">The offset in it.</param>
    internal readonly record struct RegisterPlace(int Bar, ulong Offset);

    /// <summary>Reads the output of QUERY_FW. (The version's minor and subminor numbers lie the wrong way round.)</summary>
    public static FirmwareInfo Read(Mailbox mailbox)
    {
        return new FirmwareInfo
        {
            Pages = mailbox.Read16(0x00),
            Version = new Version(mailbox.Read16(0x02), mailbox.Read16(0x06), mailbox.Read16(0x04)),
            CommandInterfaceRevision = mailbox.Read16(0x0a),
            MaxCommands = 1 << (mailbox.Read8(0x0f) & 0xf),
            ClearInterrupt = Place(0x20, 0x28),
            ErrorBuffer = Place(0x30, 0x3c),
            ErrorBufferWords = (int)Math.Min(mailbox.Read32(0x38), int.MaxValue / sizeof(uint)),
            CommChannel = Place(0x40, 0x48),
            Clock = Place(0x50, 0x58),
        };

        // The BAR's number is in bits 7:6, in pairs: a BAR of 64 bits has two.
        RegisterPlace Place(int offset, int bar) => new(mailbox.Bits8(bar, 6, 2) * PciRegion.Bar2, mailbox.Read64(offset));
    }
}
