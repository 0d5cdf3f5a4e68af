using System.Buffers.Binary;

namespace Mlx4.Sample.Pci;

/// <summary>A mapped part of a BAR. Accesses are of 32 bits and big-endian, as the card's registers are.</summary>
internal sealed class MmioRegion(PciDevice? device, int bar, ulong offset, int length, ulong id)
{
    /// <summary>What stands where nothing is mapped: every access throws.</summary>
    public static readonly MmioRegion Unmapped = new(null, 0, 0, 0, 0);

    private PciDevice? _device = device;

    /// <summary>The number of the mapping in the host's ledger.</summary>
    public ulong Id { get; } = id;

    /// <summary>The length in bytes.</summary>
    public int Length { get; } = length;

    /// <summary>Reads a register. All ones if the function does not answer.</summary>
    public uint Read32(int register)
    {
        PciDevice device = Check(register);
        Span<byte> data = stackalloc byte[sizeof(uint)];
        device.Read(bar, offset + (ulong)register, data);
        return BinaryPrimitives.ReadUInt32BigEndian(data);
    }

    /// <summary>Writes a register.</summary>
    public void Write32(int register, uint value)
    {
        PciDevice device = Check(register);
        Span<byte> data = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(data, value);
        device.Write(bar, offset + (ulong)register, data);
    }

    /// <summary>Makes every later access an error.</summary>
    public void Invalidate() => _device = null;

    private PciDevice Check(int register)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(register);
        return _device is null
            ? throw new InvalidOperationException($"BAR {bar} at 0x{offset:x} is used while it is not mapped.")
            : register <= Length - sizeof(uint) ? _device : throw new ArgumentOutOfRangeException(nameof(register));
    }
}
