using System.Buffers.Binary;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions.Configuration;

/// <summary>
/// Vital product data: the host writes an address with the flag clear, and the data is there when the flag is set. Writes
/// are taken the same way, with the flag the other way round, and have no effect: the card's flash is not written (chosen).
/// </summary>
/// <param name="offset">Where it begins.</param>
/// <param name="data">The data; what lies behind its end reads as all ones, as erased flash does.</param>
internal sealed class VpdCapability(int offset, byte[] data) : Capability(offset, 8, PciConfig.CapabilityVpd)
{
    private const int Address = 2;
    private const int Data = 4;
    private const ushort Flag = 1 << 15;

    public override bool Written(int at, int count)
    {
        // The byte with the flag makes it a request.
        if (Touches(at, count, Address + 1, 1))
        {
            ushort address = Registers.Get16(Address);
            if ((address & Flag) == 0)
            {
                Registers.Set32(Data, Word(address));
            }
            Registers.Set16(Address, (ushort)(address ^ Flag));
        }
        return false;
    }

    protected override void Define()
    {
        Registers.Define16(Address, 0, ushort.MaxValue);
        Registers.Define32(Data, 0, uint.MaxValue);
    }

    private uint Word(int address)
    {
        Span<byte> word = stackalloc byte[sizeof(uint)];
        word.Fill(0xff);
        int start = Math.Min(address, data.Length);
        data.AsSpan(start, Math.Min(word.Length, data.Length - start)).CopyTo(word);
        return BinaryPrimitives.ReadUInt32LittleEndian(word);
    }
}
