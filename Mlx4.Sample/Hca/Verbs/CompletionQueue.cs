using System.Numerics;
using Mlx4.Sample.Hca.Functions;
using Mlx4.Sample.Hca.Memory;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>
/// A completion queue: a ring in the host's memory that the card writes and the driver reads. An entry is the driver's if the
/// top bit of its last byte equals the bit of the index that counts the passes through the ring.
/// </summary>
internal sealed class CompletionQueue : QueryableQueue
{
    private const uint IndexMask = 0xff_ffff;

    // Bits 31:28 and 11:8 of the context's first word.
    private const uint StatusOverrun = 9u << 28;
    private const uint StatusWriteFailure = 10u << 28;
    private const uint StateArmed = 9u << 8;
    private const uint StateArmedForSolicited = 6u << 8;
    private const uint StateFired = 10u << 8;

    private readonly ConnectX3 _card;
    private readonly DoorbellRecord _record;
    private CompletionQueueContext _context;
    private TranslatedBuffer _ring;
    private uint _entries;
    private uint _producer;
    private uint _consumer;
    private uint _solicited;
    private Armed _armed;
    private CqSyndrome _failure;

    public CompletionQueue(ConnectX3 card, Function owner, uint number, CompletionQueueContext context)
        : base(owner, number)
    {
        _card = card;
        _context = context;
        _record = new DoorbellRecord(owner, context.DoorbellRecord);
        _ring = Ring(context);
        _entries = 1u << context.LogEntries;
    }

    private enum Armed
    {
        No,
        ForSolicited,
        ForAny,
    }

    /// <summary>The doorbell page through which the queue is armed.</summary>
    public uint Page => _context.Page;

    public override int ContextLength => CompletionQueueContext.Size;

    /// <summary>Marks every entry as the card's: Linux hands over a zeroed ring, whose entries would be the driver's.</summary>
    /// <returns>Whether all of the ring could be reached.</returns>
    public bool TakeEntries() => TakeEntries(_ring, _context, 0);

    /// <summary>
    /// Writes a completion, and tells the driver if it has asked for that. A queue that was full, or could not be written, has failed:
    /// it takes no more, and the driver gets an event about it.
    /// </summary>
    /// <returns>Whether it was written.</returns>
    public bool Post(in Completion completion)
    {
        if (!TakesCompletions)
        {
            return false;
        }
        if (IsFull && !_context.IgnoresOverrun)
        {
            Fail(CqSyndrome.Overrun);
            return false;
        }
        if (!TryWrite(completion))
        {
            Fail(CqSyndrome.AccessViolation);
            return false;
        }
        if (completion.IsSolicited || completion.Syndrome != Syndrome.None)
        {
            _solicited = _producer;
        }
        if (_armed == Armed.ForAny || (_armed == Armed.ForSolicited && _solicited == _producer))
        {
            Fire();
        }
        return true;
    }

    /// <summary>
    /// The doorbell. First word: bits 26:24 which completions to tell of next (1 solicited ones, 2 any), second word: bits 23:0 up to where
    /// the driver has read. If there is one already that it has not read, it is told at once.
    /// </summary>
    public void Doorbell(uint request, uint consumer)
    {
        const uint Solicited = 1;
        const uint Any = 2;
        uint kind = (request >> 24) & 7;
        if (kind is not (Solicited or Any))
        {
            return;
        }
        _consumer = consumer & IndexMask;
        _armed = kind == Any ? Armed.ForAny : Armed.ForSolicited;
        uint last = kind == Any ? _producer : _solicited;
        if (((last - _consumer) & IndexMask) is > 0 and <= IndexMask / 2)
        {
            Fire();
        }
    }

    public void Moderate(ReadOnlySpan<byte> context) => _context.Moderate(context);

    /// <summary>The context with the ring of another.</summary>
    public CompletionQueueContext WithRing(ReadOnlySpan<byte> context) => _context.WithRing(context);

    /// <summary>
    /// Goes on in another ring. An entry at the end of the old one tells the driver that there is no more to come there; it counts as one, so
    /// that in the new ring the driver puts what it has not read yet one entry further.
    /// </summary>
    /// <returns>Whether both rings could be written; if not, nothing has changed.</returns>
    public bool TryResize(CompletionQueueContext context)
    {
        TranslatedBuffer ring = Ring(context);
        if (!TakesCompletions || IsFull || !TakeEntries(ring, context, _producer + 1)
            || !TryWrite(new Completion(0, 0, Completion.Resize, IsSend: false)))
        {
            return false;
        }
        _context = context;
        _ring = ring;
        _entries = 1u << context.LogEntries;
        return true;
    }

    /// <summary>Writes the context as it is now.</summary>
    public override void Write(Span<byte> output)
    {
        uint status = _failure switch
        {
            CqSyndrome.Overrun => StatusOverrun,
            CqSyndrome.AccessViolation => StatusWriteFailure,
            _ => 0,
        };
        status |= _armed switch
        {
            Armed.ForAny => StateArmed,
            Armed.ForSolicited => StateArmedForSolicited,
            _ => StateFired,
        };
        _context.Write(output, status, _consumer, _producer & IndexMask);
    }

    private bool TakesCompletions => _failure == CqSyndrome.None && !IsQuiesced;

    /// <summary>Looks into the doorbell record only if the ring is full by what is known.</summary>
    private bool IsFull
    {
        get
        {
            if (((_producer - _consumer) & IndexMask) >= _entries && _record.TryRead(out uint consumer))
            {
                _consumer = consumer & IndexMask;
            }
            return ((_producer - _consumer) & IndexMask) >= _entries;
        }
    }

    private TranslatedBuffer Ring(CompletionQueueContext context) =>
        new(_card, Owner, context.MttOffset, context.LogPageSize, (uint)context.PageOffset);

    private bool TryWrite(in Completion completion)
    {
        uint index = _context.IsCollapsed ? 0 : _producer & (_entries - 1);
        if (!_ring.TryMemory((ulong)index * (uint)_card.Hca.CqeStride, _card.Hca.CqeStride, out Span<byte> entry))
        {
            return false;
        }
        entry = entry.Slice(_card.Hca.CqeOffset, Completion.Size);
        byte last = completion.Write(entry, _context.HasTimeStamps ? _card.Clock : null);
        if ((_producer & _entries) != 0)
        {
            last |= Completion.OwnerBit;
        }
        // The owner hands the entry over, so it comes last; the host may be looking from another processor.
        Volatile.Write(ref entry[Completion.Owner], last);
        _producer++;
        return true;
    }

    /// <summary>Marks the entries of a ring in which the first completion will be the one of an index.</summary>
    private bool TakeEntries(TranslatedBuffer ring, CompletionQueueContext context, uint first)
    {
        int stride = _card.Hca.CqeStride;
        uint entries = 1u << context.LogEntries;
        uint perPage = 1u << (Math.Min(context.LogPageSize, Icm.LogPageSize) - BitOperations.Log2((uint)stride));
        uint inFirstPage = perPage - ((uint)(context.PageOffset / stride) % perPage);
        uint count = Math.Min(inFirstPage, entries);
        for (uint index = 0; index < entries; index += count, count = Math.Min(perPage, entries - index))
        {
            if (!ring.TryMemory((ulong)index * (uint)stride, (int)count * stride, out Span<byte> memory))
            {
                return false;
            }
            for (uint i = 0; i < count; i++)
            {
                uint next = first + ((index + i - first) & (entries - 1));
                byte other = (next & entries) != 0 ? (byte)0 : Completion.OwnerBit;
                memory[((int)i * stride) + _card.Hca.CqeOffset + Completion.Owner] = other;
            }
        }
        return true;
    }

    private void Fire()
    {
        _armed = Armed.No;
        _card.Verbs.Events.Completed(Owner, _context.Eq, Number);
    }

    private void Fail(CqSyndrome syndrome)
    {
        _failure = syndrome;
        _card.Verbs.Events.Failed(Number, syndrome);
    }
}
