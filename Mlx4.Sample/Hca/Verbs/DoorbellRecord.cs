using System.Buffers.Binary;
using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>A word in the host's memory by which a driver tells how far it is, instead of a write to the card.</summary>
/// <param name="Owner">The function in whose memory it is.</param>
/// <param name="Address">Its bus address.</param>
internal readonly record struct DoorbellRecord(Function Owner, ulong Address)
{
    public bool TryRead(out uint value)
    {
        bool mapped = Owner.Dma(Address, sizeof(uint), out Span<byte> record);
        value = mapped ? BinaryPrimitives.ReadUInt32BigEndian(record) : 0;
        return mapped;
    }
}
