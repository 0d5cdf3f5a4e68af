using Mlx4.Sample.Hca.Functions;
using Mlx4.Sample.Hca.Memory;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>A shared receive queue. Its context is the one of SW2HW_SRQ (Linux: <c>mlx4_srq_context</c>); nothing is received here.</summary>
internal sealed class SharedReceiveQueue(Function owner, uint number, ReadOnlySpan<byte> context) : QueryableQueue(owner, number)
{
    private const int ContextSize = 0x30;

    private const int Limit = 0x1c;
    private const int Entries = 0x1e;

    private readonly byte[] _context = context[..ContextSize].ToArray();
    private CompletionQueue? _queue;

    /// <summary>The CQ of an SRQ for XRC, 0 for others.</summary>
    public uint Cq => Context.Get32(0x08) & 0xff_ffff;

    /// <summary>Whether the ring is one that the card can have: log2 of entries, entry and page size, and the translations.</summary>
    public bool IsValid => LogEntries <= Capabilities.LogMaxSrqEntries && (_context[0x10] & 0x3f) + 12 <= TranslatedBuffer.MaxLogPageSize
        && Context.Get32(0x14) % Capabilities.MemoryTranslation == 0;

    public override int ContextLength => ContextSize;

    private int LogEntries => _context[0x00] & 0xf;

    private ReadOnlySpan<byte> Context => _context;

    /// <summary>Takes its CQ.</summary>
    public void Join(CompletionQueue queue)
    {
        _queue = queue;
        queue.Use();
    }

    /// <summary>Lets go of its CQ.</summary>
    public override void Release() => _queue?.Leave();

    /// <summary>Asks for an event when fewer receives than this are left; 0 to end that.</summary>
    /// <returns>Whether the queue can hold so many.</returns>
    public bool TryArm(uint limit)
    {
        bool fits = limit < 1u << LogEntries;
        if (fits)
        {
            _context.AsSpan().Put16(Limit, (ushort)limit);
        }
        return fits;
    }

    /// <summary>Writes the context as it is now.</summary>
    public override void Write(Span<byte> output)
    {
        _context.CopyTo(output);
        // Bits 31:28 of the first word are the state, 0 for good.
        output[0] &= 0x0f;
        output.Put16(Entries, (ushort)(1 << LogEntries));
    }
}
