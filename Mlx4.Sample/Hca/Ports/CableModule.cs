using System.Text;

namespace Mlx4.Sample.Hca.Ports;

/// <summary>
/// The memory of the cable's module, a passive copper cable for 56 Gb/s in a QSFP+ housing, as SFF-8636 lays it out: the lower page and
/// upper page 0, 128 bytes each. What the cable says of itself is chosen, after public dumps of such cables.
/// </summary>
internal static class CableModule
{
    public const int Size = 0x100;

    private const byte QsfpPlus = 0x0d; // SFF-8024, table 4-1
    private const byte Revision = 0x05; // of SFF-8636 that the memory follows: 1.5
    private const byte FlatMemory = 1 << 2; // there are no other upper pages
    private const byte NoSeparableConnector = 0x23; // SFF-8024, table 4-3
    private const byte Is40GBaseCr4 = 1 << 3;
    private const byte Encoding64B66B = 0x05;
    private const byte HundredMegabits = 140; // a lane
    private const byte Metres = 1;
    private const byte PassiveCopper = 0xa0;
    private const byte InfiniBandUpToFdr = 0x0f;

    private static readonly byte[] Memory = Build();

    /// <summary>The bytes from an address on.</summary>
    public static ReadOnlySpan<byte> Read(int address, int size) => Memory.AsSpan(address, size);

    private static byte[] Build()
    {
        byte[] memory = new byte[Size];
        memory[0] = QsfpPlus;
        memory[1] = Revision;
        memory[2] = FlatMemory;
        memory[128] = QsfpPlus;
        memory[130] = NoSeparableConnector;
        memory[131] = Is40GBaseCr4;
        memory[139] = Encoding64B66B;
        memory[140] = HundredMegabits;
        memory[146] = Metres;
        memory[147] = PassiveCopper;
        Text(memory, 148, 16, "Mellanox");
        memory[164] = InfiniBandUpToFdr;
        // The vendor's OUI.
        memory[165] = 0x00;
        memory[166] = 0x02;
        memory[167] = 0xc9;
        Text(memory, 168, 16, "MC2207130-001");
        Text(memory, 184, 2, "A2");
        memory[191] = Sum(memory.AsSpan(128..191));
        Text(memory, 196, 16, "MT1500VS00001");
        Text(memory, 212, 8, "150101");
        memory[223] = Sum(memory.AsSpan(192..223));
        return memory;
    }

    /// <summary>Text is padded with blanks.</summary>
    private static void Text(byte[] memory, int offset, int size, string text) => Encoding.ASCII.GetBytes(text.PadRight(size), memory.AsSpan(offset));

    private static byte Sum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (byte each in bytes)
        {
            sum += each;
        }
        return sum;
    }
}
