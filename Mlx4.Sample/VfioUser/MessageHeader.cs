using System.Buffers.Binary;

namespace Mlx4.Sample.VfioUser;

/// <summary>What every message begins with.</summary>
/// <param name="Id">The client's number for the message; the reply has the same.</param>
/// <param name="Command">What is asked for.</param>
/// <param name="Size">The length of the whole message in bytes.</param>
/// <param name="Flags">Request or reply, and how to answer.</param>
/// <param name="Error">The error of a reply, 0 for none.</param>
internal readonly record struct MessageHeader(ushort Id, MessageCommand Command, uint Size, uint Flags, uint Error)
{
    public const int Length = 16;

    public const uint TypeMask = 0xf;
    public const uint Reply = 1;
    public const uint NoReply = 1 << 4;
    public const uint HasError = 1 << 5;

    public static MessageHeader Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        (MessageCommand)BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, Id);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], (ushort)Command);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Size);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Flags);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], Error);
    }
}
