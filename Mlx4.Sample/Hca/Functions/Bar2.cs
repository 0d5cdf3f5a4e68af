using System.Buffers.Binary;

namespace Mlx4.Sample.Hca.Functions;

/// <summary>
/// BAR 2: the doorbell (UAR) pages, then as much again for BlueFlame. Everything reads as 0; doorbells are big-endian.
/// <code>
/// 0x014  send: QPN in 31:8
/// 0x020  CQ: a request and the CQN, then the consumer index; 8 bytes, or 4 and 4
/// 0x800  EQ: four to a page, 8 bytes apart
/// </code>
/// </summary>
/// <remarks>
/// To a BlueFlame page a driver copies a send work request that it has put into the ring as well, in bursts that fill one of the buffers
/// of the page. Its second word has the QPN where a doorbell has it, so that word is taken for one, and the ring is read.
/// </remarks>
internal sealed class Bar2(ConnectX3 card, Function function)
{
    public const uint Size = 8 << 20;

    private const uint SendDoorbell = 0x14;
    private const uint CqDoorbell = 0x20;
    private const uint EqDoorbells = 0x800;
    private const uint EqsPerPage = 4;
    private const uint EqDoorbellSpacing = 8;

    /// <summary>A BlueFlame register is two buffers, used in turn.</summary>
    private const uint BlueFlameBuffer = 1 << (Capabilities.LogBlueFlame - 1);

    /// <summary>The first half of a CQ doorbell that comes in two, and where it was written.</summary>
    private (uint At, uint Request) _half;

    public void Write(uint offset, ReadOnlySpan<byte> data)
    {
        if (data.Length is not (4 or 8) || !card.Hca.IsRunning)
        {
            return;
        }
        uint first = BinaryPrimitives.ReadUInt32BigEndian(data);
        int shift = card.Hca.UarPageShift;
        uint doorbells = 1u << card.Capabilities.LogUarBytes;
        if (offset >= doorbells)
        {
            BlueFlame((offset - doorbells) >> shift, offset % BlueFlameBuffer, data);
            return;
        }
        uint page = offset >> shift;
        uint inPage = offset & ((1u << shift) - 1);
        if (data.Length == 8)
        {
            if (inPage == CqDoorbell)
            {
                Cq(page, first, BinaryPrimitives.ReadUInt32BigEndian(data[4..]));
            }
            return;
        }
        uint eq = inPage - EqDoorbells;
        switch (inPage)
        {
            case SendDoorbell:
                card.Verbs.QueuePairs.Doorbell(function, page, first >> 8);
                break;
            case CqDoorbell:
                _half = (offset, first);
                break;
            case CqDoorbell + 4 when _half.At == offset - 4:
                Cq(page, _half.Request, first);
                _half = default;
                break;
            case >= EqDoorbells when eq < EqsPerPage * EqDoorbellSpacing && eq % EqDoorbellSpacing == 0:
                card.EventQueues.Doorbell(function, (page * EqsPerPage) + (eq / EqDoorbellSpacing), first);
                break;
            default:
                break;
        }
    }

    private void Cq(uint page, uint request, uint consumer)
    {
        if (card.Verbs.CompletionQueues.TryGet(request, out Verbs.CompletionQueue? queue) && queue.Owner == function && queue.Page == page)
        {
            queue.Doorbell(request, consumer);
        }
    }

    private void BlueFlame(uint page, uint inBuffer, ReadOnlySpan<byte> data)
    {
        const uint Qpn = 4;
        if (inBuffer + (uint)data.Length == Qpn + sizeof(uint))
        {
            card.Verbs.QueuePairs.Doorbell(function, page, BinaryPrimitives.ReadUInt32BigEndian(data[^4..]) >> 8);
        }
    }
}
