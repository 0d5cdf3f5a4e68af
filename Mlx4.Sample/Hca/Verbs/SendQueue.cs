using Mlx4.Sample.Hca.Memory;
using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>
/// The send queue of a QP: a ring of entries, of which a work request takes as many as it needs. A request is the card's if its top bit
/// equals the bit of its index that counts the passes through the ring, and if it has a size: Linux leaves 0 in a new ring, and
/// stamps what is done with the other owner.
/// </summary>
internal sealed class SendQueue
{
    private const byte OwnerBit = 0x80;
    private const int Units = 0x07;
    private const byte UnitsMask = 0x3f;

    /// <summary>What a frame is padded to (IEEE 802.3), without its check sequence.</summary>
    private const uint MinFrame = 60;

    private readonly ConnectX3 _card;
    private readonly QueuePair _pair;
    private readonly TranslatedBuffer _buffer;
    private readonly uint _offset;
    private readonly int _logStride;
    private readonly uint _entries;
    private uint _index;

    public SendQueue(ConnectX3 card, QueuePair pair, QueuePairContext context)
    {
        _card = card;
        _pair = pair;
        _buffer = new TranslatedBuffer(card, pair.Owner, context.MttOffset, context.LogPageSize, context.PageOffset);
        _offset = context.SendOffset;
        _logStride = context.LogSendStride;
        _entries = 1u << context.LogSendEntries;
    }

    /// <summary>How many entries the card has worked through.</summary>
    public ushort Counter => (ushort)_index;

    /// <summary>Carries out what is in the ring, or flushes it if the QP is in an error state; one pass through the ring at most.</summary>
    public void Run()
    {
        Span<byte> copy = stackalloc byte[UnitsMask * SendRequest.UnitSize];
        uint end = _index + _entries;
        while ((int)(end - _index) > 0 && _pair.CompletesSends && TryRead(copy, out int length, out Syndrome syndrome))
        {
            uint index = _index;
            _index += Math.Max(1, (uint)(length + (1 << _logStride) - 1) >> _logStride);
            Complete((ushort)index, new SendRequest(copy[..length]), syndrome);
        }
    }

    private void Complete(ushort index, SendRequest request, Syndrome syndrome)
    {
        uint bytes = 0;
        if (_pair.IsFlushing)
        {
            syndrome = Syndrome.Flushed;
        }
        else if (syndrome == Syndrome.None)
        {
            syndrome = Send(request, out bytes);
        }
        byte opcode = syndrome == Syndrome.None ? request.Opcode : (byte)0;
        if (syndrome != Syndrome.None || request.WantsCompletion)
        {
            _pair.CompleteSend(new Completion(_pair.Number, index, opcode, IsSend: true)
            {
                Bytes = bytes,
                Syndrome = syndrome,
                IsSolicited = syndrome == Syndrome.None && request.IsSolicited,
            });
        }
    }

    /// <summary>Puts a request on the wire, at the end of which nobody listens: what is to be acknowledged fails.</summary>
    private Syndrome Send(SendRequest request, out uint bytes)
    {
        Syndrome syndrome = request.Measure(_pair, _card.Verbs.MemoryRegions, out uint packets, out bytes);
        if (syndrome != Syndrome.None || request.IsLocal)
        {
            return syndrome;
        }
        if (_card.Ports.TryGet(_pair.Port, out Port? port))
        {
            uint least = port.Type == LinkType.Ethernet ? MinFrame * packets : 0;
            uint onWire = Math.Max(bytes, least);
            port.Counters.Sent(onWire, packets);
            if (_card.Counters.TryGet(_pair.Counter, out PortCounters? counter))
            {
                counter.Sent(onWire, packets);
            }
        }
        return _pair.Service is ServiceType.ReliableConnection or ServiceType.ExtendedReliableConnection ? Syndrome.RetriesExceeded : Syndrome.None;
    }

    /// <summary>Copies the next request, if it is the card's.</summary>
    /// <param name="copy">Room for the largest request.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="syndrome">What is wrong with it as a whole.</param>
    private bool TryRead(Span<byte> copy, out int length, out Syndrome syndrome)
    {
        length = 0;
        syndrome = Syndrome.None;
        if (!TryUnit(0, out Span<byte> control))
        {
            // There is nothing to flush in a ring that is not there.
            syndrome = Syndrome.LocalQpOperation;
            return !_pair.IsFlushing;
        }
        // The owner hands the request over, so it is read before all else.
        bool odd = (Volatile.Read(ref control[0]) & OwnerBit) != 0;
        control.CopyTo(copy);
        int units = copy[Units] & UnitsMask;
        if (odd != ((_index & _entries) != 0) || units == 0)
        {
            return false;
        }
        length = units * SendRequest.UnitSize;
        if ((uint)length > _entries << _logStride)
        {
            length = SendRequest.UnitSize;
            syndrome = Syndrome.LocalQpOperation;
            return true;
        }
        for (int unit = 1; unit < units; unit++)
        {
            if (!TryUnit(unit, out Span<byte> memory))
            {
                syndrome = Syndrome.LocalQpOperation;
                return true;
            }
            memory.CopyTo(copy[(unit * SendRequest.UnitSize)..]);
        }
        return true;
    }

    /// <summary>A unit of the next request; a request goes on at the ring's start.</summary>
    private bool TryUnit(int unit, out Span<byte> memory)
    {
        uint at = ((_index << _logStride) + (uint)(unit * SendRequest.UnitSize)) & ((_entries << _logStride) - 1);
        return _buffer.TryMemory(_offset + at, SendRequest.UnitSize, out memory);
    }
}
