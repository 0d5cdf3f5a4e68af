using System.Buffers.Binary;

namespace Mlx4.Sample.Hca;

/// <summary>
/// The big-endian fields of mailboxes, contexts and events, by their byte offset. Host memory can change at any time: what
/// is checked must be read once.
/// </summary>
internal static class BigEndian
{
    public static ushort Get16(this ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]);

    public static uint Get32(this ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);

    public static ulong Get64(this ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64BigEndian(bytes[offset..]);

    public static void Put16(this Span<byte> bytes, int offset, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(bytes[offset..], value);

    public static void Put32(this Span<byte> bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32BigEndian(bytes[offset..], value);

    public static void Put64(this Span<byte> bytes, int offset, ulong value) => BinaryPrimitives.WriteUInt64BigEndian(bytes[offset..], value);
}
