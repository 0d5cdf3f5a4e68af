using System.Buffers.Binary;

namespace Mlx4.Sample.Hca.Functions.Configuration;

/// <summary>The registers of a section: little-endian, by their offsets from the section's start.</summary>
internal readonly struct ConfigurationRegisters(ConfigurationSpace space, int start)
{
    public ushort Get16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(space.Value(start + offset, 2));

    public uint Get32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(space.Value(start + offset, 4));

    public void Set16(int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(space.Value(start + offset, 2), value);

    public void Set32(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(space.Value(start + offset, 4), value);

    /// <summary>Says what a register holds after a reset, and which of its bits a write can change.</summary>
    public void Define8(int offset, byte value, byte writable = 0)
    {
        space.AtReset(start + offset, 1)[0] = value;
        space.Writable(start + offset, 1)[0] = writable;
    }

    /// <inheritdoc cref="Define8"/>
    public void Define16(int offset, ushort value, ushort writable = 0)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(space.AtReset(start + offset, 2), value);
        BinaryPrimitives.WriteUInt16LittleEndian(space.Writable(start + offset, 2), writable);
    }

    /// <inheritdoc cref="Define8"/>
    public void Define32(int offset, uint value, uint writable = 0)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(space.AtReset(start + offset, 4), value);
        BinaryPrimitives.WriteUInt32LittleEndian(space.Writable(start + offset, 4), writable);
    }

    /// <summary>A 64-bit BAR: its writable bits are those of its size and above, so that all ones written read back as the size.</summary>
    public void DefineBar64(int offset, uint size, byte type)
    {
        Define32(offset, type, ~(size - 1));
        Define32(offset + 4, 0, uint.MaxValue);
    }

    /// <summary>Says which bits of a register a 1 written clears.</summary>
    public void ClearedByOne(int offset, uint mask, int length = sizeof(uint))
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, mask);
        bytes[..length].CopyTo(space.ClearedByOne(start + offset, length));
    }

    /// <summary>Says that the reset register puts registers back too.</summary>
    public void LostWithChip(int offset, int length) => space.LostWithChip(start + offset, length).Fill(true);
}
