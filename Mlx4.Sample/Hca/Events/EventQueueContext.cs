namespace Mlx4.Sample.Hca.Events;

/// <summary>The context that SW2HW_EQ hands over: 64 bytes, read once from the mailbox.</summary>
internal readonly record struct EventQueueContext
{
    public const int Size = 0x40;

    /// <summary>Pages of up to 1 MiB. Chosen.</summary>
    private const int MaxLogPageSize = 20;

    private const uint StateArmed = 0x9;
    private const uint StateFired = 0xa;
    private const uint StateAlwaysArmed = 0xb;

    private const int StateShift = 8;
    private const uint OverrunIgnore = 1 << 17;

    private readonly uint _state;

    public EventQueueContext(ReadOnlySpan<byte> bytes)
    {
        uint flags = bytes.Get32(0x00);
        _state = (flags >> StateShift) & 0xf;
        IgnoresOverrun = (flags & OverrunIgnore) != 0;
        PageOffset = bytes.Get16(0x0a);
        LogEntries = bytes[0x0c] & 0x1f;
        Vector = bytes.Get16(0x16) & 0x3ff;
        LogPageSize = 12 + (bytes[0x18] & 0x3f);
        MttOffset = ((ulong)bytes[0x1b] << 32) | bytes.Get32(0x1c);
    }

    /// <summary>Whether a full ring is written all the same.</summary>
    public bool IgnoresOverrun { get; }

    /// <summary>Where in its first page the ring begins, in bytes.</summary>
    public int PageOffset { get; }

    /// <summary>The binary logarithm of the number of entries.</summary>
    public int LogEntries { get; }

    /// <summary>The MSI-X vector.</summary>
    public int Vector { get; }

    /// <summary>The binary logarithm of the size of a page of the ring.</summary>
    public int LogPageSize { get; }

    /// <summary>Where the ring's translations begin, in bytes from the start of the translation table.</summary>
    public ulong MttOffset { get; }

    public bool IsArmed => _state is StateArmed or StateAlwaysArmed;

    public bool IsAlwaysArmed => _state == StateAlwaysArmed;

    /// <summary>Whether the values are ones that the card has.</summary>
    /// <param name="stride">The size of an entry in bytes.</param>
    /// <param name="vectors">How many MSI-X vectors the function has.</param>
    public bool IsValid(int stride, int vectors) => _state is StateArmed or StateFired or StateAlwaysArmed
        && LogEntries <= Capabilities.LogMaxEqEntries && Vector < vectors && LogPageSize <= MaxLogPageSize
        && PageOffset % stride == 0 && PageOffset < 1 << LogPageSize && MttOffset % Capabilities.MemoryTranslation == 0;

    /// <summary>Writes the context of a queue that the card works on.</summary>
    /// <param name="output">The mailbox, all zero.</param>
    /// <param name="status">Whether the queue still takes events.</param>
    /// <param name="armed">Whether the next event fires.</param>
    /// <param name="consumer">The index up to which the driver has read.</param>
    /// <param name="producer">The index of the next event.</param>
    public void Write(Span<byte> output, EventQueueStatus status, bool armed, uint consumer, uint producer)
    {
        uint state = IsAlwaysArmed ? StateAlwaysArmed : armed ? StateArmed : StateFired;
        output.Put32(0x00, ((uint)status << 28) | (IgnoresOverrun ? OverrunIgnore : 0) | (state << StateShift));
        output.Put16(0x0a, (ushort)PageOffset);
        output[0x0c] = (byte)LogEntries;
        output.Put16(0x16, (ushort)Vector);
        output[0x18] = (byte)(LogPageSize - 12);
        output[0x1b] = (byte)(MttOffset >> 32);
        output.Put32(0x1c, (uint)MttOffset);
        output.Put32(0x28, consumer);
        output.Put32(0x2c, producer);
    }
}
