using System.Buffers.Binary;
using Mlx4.Runtime;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Commands;

/// <summary>A page of DMA memory for a command's input or output. Fields are big-endian, their offsets in bytes.</summary>
internal sealed class Mailbox(CommandInterface commands)
{
    /// <summary>The size in bytes, and the alignment.</summary>
    public const int Size = 4096;

    private DmaBuffer _page = DmaBuffer.None;

    /// <summary>Where the firmware finds it.</summary>
    public ulong BusAddress => _page.BusAddress;

    /// <summary>The whole of it.</summary>
    public Span<byte> Bytes => _page.Span;

    /// <summary>Takes a page from the pool, zeroed (<c>mlx4_alloc_cmd_mailbox</c>). ENOMEM: there is none.</summary>
    public Errno Alloc() => commands.Mailboxes.Alloc(out _page);

    /// <summary>Gives the page back (<c>mlx4_free_cmd_mailbox</c>).</summary>
    public void Free()
    {
        commands.Mailboxes.Free(_page);
        _page = DmaBuffer.None;
    }

    /// <summary>Zeroes it for the next command.</summary>
    public void Clear() => Bytes.Clear();

    /// <summary>Gives a command that reads the mailbox.</summary>
    public Errno Send(Opcode opcode, uint modifier = 0, byte opModifier = 0) =>
        commands.Execute(new Command(opcode, modifier, opModifier, Input: BusAddress));

    /// <summary>Gives a command that fills the mailbox.</summary>
    public Errno Query(Opcode opcode, uint modifier = 0, byte opModifier = 0)
    {
        Clear();
        return commands.Execute(new Command(opcode, modifier, opModifier, Output: BusAddress));
    }

    public byte Read8(int offset) => Bytes[offset];

    public ushort Read16(int offset) => BinaryPrimitives.ReadUInt16BigEndian(Bytes[offset..]);

    /// <summary>The low 24 bits of a word: a number of a queue, or of queues.</summary>
    public int Read24(int offset) => (int)(Read32(offset) & 0xff_ffff);

    public uint Read32(int offset) => BinaryPrimitives.ReadUInt32BigEndian(Bytes[offset..]);

    public ulong Read64(int offset) => BinaryPrimitives.ReadUInt64BigEndian(Bytes[offset..]);

    /// <summary>A bit field of a byte.</summary>
    public int Bits8(int offset, int shift, int width) => (Read8(offset) >> shift) & ((1 << width) - 1);

    /// <summary>Two to the power of a bit field of a byte, which begins at bit 0 if no shift is given.</summary>
    public int PowerOf2(int offset, int width, int shift = 0) => 1 << Bits8(offset, shift, width);

    /// <summary>Whether a bit of a byte is set.</summary>
    public bool Bit8(int offset, int bit) => (Read8(offset) >> bit & 1) != 0;

    public void Write8(int offset, byte value) => Bytes[offset] = value;

    public void Write16(int offset, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Bytes[offset..], value);

    public void Write32(int offset, uint value) => BinaryPrimitives.WriteUInt32BigEndian(Bytes[offset..], value);

    public void Write64(int offset, ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Bytes[offset..], value);
}
