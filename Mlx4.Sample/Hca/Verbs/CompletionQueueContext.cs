using Mlx4.Sample.Hca.Memory;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>The context of a CQ, 64 bytes, as SW2HW_CQ and MODIFY_CQ give it and QUERY_CQ shows it (Linux: <c>mlx4_cq_context</c>).</summary>
internal sealed class CompletionQueueContext
{
    public const int Size = 0x40;

    private const uint Collapsed = 1 << 18;
    private const uint IgnoreOverrun = 1 << 17;
    private const uint TimeStamps = 1 << 19;

    private const int Flags = 0x00;
    private const int PageOffsetAt = 0x0a;
    private const int SizeAndPage = 0x0c;
    private const int Moderation = 0x10;
    private const int LogPage = 0x18;
    private const int Mtt = 0x1b;
    private const int MttEnd = 0x20;
    private const int Consumer = 0x28;
    private const int Producer = 0x2c;

    private readonly byte[] _bytes;

    public CompletionQueueContext(ReadOnlySpan<byte> bytes) => _bytes = bytes[..Size].ToArray();

    public bool IsCollapsed => (Bytes.Get32(Flags) & Collapsed) != 0;

    /// <summary>Whether a full ring is written all the same.</summary>
    public bool IgnoresOverrun => (Bytes.Get32(Flags) & IgnoreOverrun) != 0;

    public bool HasTimeStamps => (Bytes.Get32(Flags) & TimeStamps) != 0;

    public int LogEntries => _bytes[SizeAndPage] & 0x1f;

    /// <summary>The doorbell page through which the CQ is armed.</summary>
    public uint Page => Bytes.Get32(SizeAndPage) & 0xff_ffff;

    /// <summary>The EQ of the completion events.</summary>
    public uint Eq => _bytes[0x17];

    public ulong DoorbellRecord => Bytes.Get64(0x38) & ~7UL;

    public int PageOffset => Bytes.Get16(PageOffsetAt);

    public int LogPageSize => 12 + (_bytes[LogPage] & 0x3f);

    public ulong MttOffset => ((ulong)_bytes[Mtt] << 32) | Bytes.Get32(Mtt + 1);

    private ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Whether the ring is one that the card can have.</summary>
    /// <param name="stride">The size of an entry in bytes.</param>
    public bool IsValid(int stride) => LogEntries <= Capabilities.LogMaxCqEntries && LogPageSize <= TranslatedBuffer.MaxLogPageSize
        && PageOffset % stride == 0 && PageOffset < 1L << LogPageSize && MttOffset % Capabilities.MemoryTranslation == 0;

    /// <summary>Takes over how long events may be held back. They never are here.</summary>
    public void Moderate(ReadOnlySpan<byte> from) => from.Slice(Moderation, 4).CopyTo(_bytes.AsSpan(Moderation));

    /// <summary>This context with the ring of another.</summary>
    public CompletionQueueContext WithRing(ReadOnlySpan<byte> from)
    {
        var context = new CompletionQueueContext(_bytes);
        from.Slice(PageOffsetAt, 2).CopyTo(context._bytes.AsSpan(PageOffsetAt));
        from.Slice(SizeAndPage, 1).CopyTo(context._bytes.AsSpan(SizeAndPage));
        from[LogPage..MttEnd].CopyTo(context._bytes.AsSpan(LogPage));
        return context;
    }

    /// <summary>Writes the context as it is now.</summary>
    public void Write(Span<byte> output, uint status, uint consumer, uint producer)
    {
        const uint StatusBits = 0xf000_0f00;
        _bytes.CopyTo(output);
        output.Put32(Flags, (Bytes.Get32(Flags) & ~StatusBits) | status);
        output.Put32(Consumer, consumer);
        output.Put32(Producer, producer);
    }
}
