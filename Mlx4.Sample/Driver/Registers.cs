namespace Mlx4.Sample.Driver;

/// <summary>The registers that lie at fixed places: offsets in BAR 0, and within their block.</summary>
internal static class Registers
{
    /// <summary>The host command register: seven words.</summary>
    public const ulong Hcr = 0x80680;
    public const int HcrSize = 0x1c;

    /// <summary>Reads as 0 to the first that reads it, who owns the card from then on; writing 0 gives it back.</summary>
    public const ulong Ownership = 0x8069c;

    /// <summary>The block of the reset register and the semaphore.</summary>
    public const ulong ResetBlock = 0xf0000;
    public const int ResetBlockSize = 0x400;
    public const int Reset = 0x10;
    public const uint ResetValue = 1;

    /// <summary>Reads as 0 to the first that reads it. Only a reset gives it back.</summary>
    public const int Semaphore = 0x3fc;
}
