using Mlx4.Sample.Hca.Functions;
using Mlx4.Sample.Hca.Memory;

namespace Mlx4.Sample.Hca.Events;

/// <summary>
/// An event queue: a ring in the host's memory that the card writes and the driver reads. Its pages are found through the
/// memory translation table, which is in ICM, which is in the host's memory too.
/// </summary>
/// <remarks>
/// An entry is the driver's if the top bit of its last byte equals the bit of the consumer index that counts the passes through
/// the ring. The driver hands over a zeroed buffer, so the card itself marks the entries as its own first: page by page, before it hands over the
/// last entry of the page in front. Nobody looks at them earlier, and of the megabytes of a ring most are never used.
/// </remarks>
internal sealed class EventQueue
{
    /// <summary>The event's own data within an entry.</summary>
    public const int DataOffset = 4;
    public const int DataSize = 0x18;

    /// <summary>The whole of the event: all of an entry but the slave's number and the owner.</summary>
    public const int EventSize = DataOffset + DataSize;

    private const int EntrySize = 0x20;
    private const int OwnerByte = 0x1f;
    private const byte OwnerBit = 0x80;
    private const uint IndexMask = 0xff_ffff;

    private readonly ConnectX3 _card;
    private readonly Function _function;
    private readonly EventQueueContext _context;
    private readonly TranslatedBuffer _ring;
    private readonly uint _entries;
    private uint _producer;
    private uint _consumer;
    private bool _armed;
    private bool _quiesced;
    private EventQueueStatus _status;

    public EventQueue(ConnectX3 card, Function function, uint number, in EventQueueContext context)
    {
        _card = card;
        _function = function;
        _context = context;
        _ring = new TranslatedBuffer(card, function, context.MttOffset, context.LogPageSize, (uint)context.PageOffset);
        _entries = 1u << context.LogEntries;
        _armed = context.IsArmed;
        Number = number;
    }

    /// <summary>The function that reads the ring and takes the interrupts.</summary>
    public Function Owner => _function;

    /// <summary>The number; each function has its own from 0.</summary>
    public uint Number { get; }

    /// <summary>Whether the HCA was closed with the queue still in the card's hands.</summary>
    public bool IsStopped { get; private set; }

    public void Stop() => IsStopped = true;

    /// <summary>Takes over the ring: marks the entries of its first page as the card's.</summary>
    /// <returns>Whether these could be reached, and the translations of all pages are present.</returns>
    public bool TakeEntries() => _ring.IsPresent(_entries * (ulong)_card.Hca.EqeStride) && TakePage(0);

    /// <summary>The function was reset: the queue takes no events and fires no more.</summary>
    public void Quiesce() => _quiesced = true;

    /// <summary>Posts an event of a type.</summary>
    public void Post(byte type, byte subtype, ReadOnlySpan<byte> data)
    {
        Span<byte> entry = stackalloc byte[EventSize];
        entry.Clear();
        entry[1] = type;
        entry[3] = subtype;
        data.CopyTo(entry[DataOffset..]);
        Post(entry);
    }

    /// <summary>
    /// Writes an event, and fires if the queue is armed. A queue that has lost an event, because the ring was full or could not be
    /// written, takes no more.
    /// </summary>
    /// <param name="content">The first <see cref="EventSize"/> bytes of the entry.</param>
    public void Post(ReadOnlySpan<byte> content)
    {
        if (_quiesced || _status != EventQueueStatus.Ok)
        {
            return;
        }
        bool full = ((_producer - _consumer) & IndexMask) >= _entries;
        if (full && !_context.IgnoresOverrun)
        {
            _status = EventQueueStatus.Overflow;
            _card.EventQueues.Overflowed(Number);
            return;
        }
        if (!TryMemory(_producer & (_entries - 1), _card.Hca.EqeStride, out Span<byte> entry) || !TakeNextPage())
        {
            _status = EventQueueStatus.WriteFailure;
            return;
        }
        entry = entry.Slice(_card.Hca.EqeOffset, EntrySize);
        content.CopyTo(entry);
        entry[content.Length..OwnerByte].Clear();
        // The owner byte hands the entry over, so it comes last; the host may be looking from another processor.
        byte owner = (byte)((_producer & _entries) != 0 ? OwnerBit : 0);
        Volatile.Write(ref entry[OwnerByte], owner);
        _producer = (_producer + 1) & IndexMask;
        Fire();
    }

    /// <summary>
    /// The driver has read up to a consumer index, and may have armed the queue. If it is armed while there are entries that have
    /// not been read, it fires at once, or their interrupt would be lost.
    /// </summary>
    public void Doorbell(uint consumer, bool arm)
    {
        _consumer = consumer;
        if (arm)
        {
            _armed = true;
            if (_consumer != _producer)
            {
                Fire();
            }
        }
    }

    /// <summary>Writes the context as it is now.</summary>
    public void WriteContext(Span<byte> output) => _context.Write(output, _status, _armed, _consumer, _producer);

    /// <summary>In the first pass, marks the entries of the page behind the one that is about to be full.</summary>
    private bool TakeNextPage()
    {
        uint next = _producer + 1;
        return next >= _entries || EndOfPage(_producer) != next || TakePage(next);
    }

    /// <summary>Marks the entries from one on, up to the end of its page, as the card's.</summary>
    private bool TakePage(uint index)
    {
        int stride = _card.Hca.EqeStride;
        bool isReached = TryMemory(index, (int)(EndOfPage(index) - index) * stride, out Span<byte> entries);
        for (int i = _card.Hca.EqeOffset + OwnerByte; i < entries.Length; i += stride)
        {
            entries[i] = OwnerBit;
        }
        return isReached;
    }

    /// <summary>The first entry behind the page of an entry, or the end of the ring.</summary>
    private uint EndOfPage(uint index)
    {
        uint stride = (uint)_card.Hca.EqeStride;
        ulong page = 1UL << _context.LogPageSize;
        ulong end = (((ulong)_context.PageOffset + ((ulong)index * stride)) & ~(page - 1)) + page - (ulong)_context.PageOffset;
        return (uint)Math.Min(end / stride, _entries);
    }

    private void Fire()
    {
        if (_armed && !_quiesced)
        {
            _armed = _context.IsAlwaysArmed;
            _function.Raise(_context.Vector);
        }
    }

    /// <summary>The ring from an entry on. The bytes must not leave the entry's page.</summary>
    private bool TryMemory(uint index, int length, out Span<byte> memory) =>
        _ring.TryMemory((ulong)index * (uint)_card.Hca.EqeStride, length, out memory);
}
