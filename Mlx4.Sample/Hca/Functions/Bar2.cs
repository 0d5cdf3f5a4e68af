using System.Buffers.Binary;

namespace Mlx4.Sample.Hca.Functions;

/// <summary>
/// BAR 2: the doorbell (UAR) pages, then BlueFlame. Four EQs share a page, each with a 32-bit big-endian doorbell
/// at 0x800 + 8 * (number mod 4). Everything reads as 0; the doorbells of send queues and CQs are taken and have no effect.
/// </summary>
internal sealed class Bar2(ConnectX3 card, Function function)
{
    public const uint Size = 8 << 20;

    private const uint EqDoorbells = 0x800;
    private const uint EqsPerPage = 4;
    private const uint EqDoorbellSpacing = 8;

    public void Write(uint offset, ReadOnlySpan<byte> data)
    {
        if (data.Length != 4 || !card.Hca.IsRunning)
        {
            return;
        }
        int shift = card.Hca.UarPageShift;
        uint inPage = (offset & ((1u << shift) - 1)) - EqDoorbells;
        if (inPage < EqsPerPage * EqDoorbellSpacing && inPage % EqDoorbellSpacing == 0)
        {
            uint number = ((offset >> shift) * EqsPerPage) + (inPage / EqDoorbellSpacing);
            card.EventQueues.Doorbell(function, number, BinaryPrimitives.ReadUInt32BigEndian(data));
        }
    }
}
