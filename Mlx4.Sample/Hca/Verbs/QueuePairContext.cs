using Mlx4.Sample.Hca.Memory;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>
/// The context of a QP, 248 bytes, as RST2INIT gives it, as later commands change it and QUERY_QP shows it (Linux:
/// <c>mlx4_qp_context</c>). In mailboxes it comes after 8 bytes whose first four say which optional fields to take over.
/// </summary>
internal sealed class QueuePairContext
{
    public const int Size = 0xf8;
    public const int MailboxOffset = 8;

    private const int Flags = 0x00;
    private const int ReceiveSize = 0x09;
    private const int SendSize = 0x0a;
    private const int LocalQp = 0x10;
    private const int Schedule = 0x38;
    private const int Params2 = 0x90;
    private const int Srqn = 0xac;
    private const int ReceiveCounter = 0xb4;
    private const int SendCounter = 0xb6;
    private const int LogPage = 0xc8;
    private const int Mtt = 0xcb;

    private const uint NumberMask = 0xff_ffff;

    private readonly byte[] _bytes;

    public QueuePairContext(ReadOnlySpan<byte> bytes, uint number)
    {
        _bytes = bytes[..Size].ToArray();
        _bytes.AsSpan().Put32(LocalQp, number);
    }

    public ServiceType Service => (ServiceType)_bytes[Flags + 1];

    /// <summary>The doorbell page of the send queue.</summary>
    public uint Page => Bytes.Get32(0x0c) & NumberMask;

    /// <summary>The port, from 1.</summary>
    public uint Port => ((uint)(_bytes[Schedule] >> 6) & 1) + 1;

    /// <summary>The counter of what the QP sends.</summary>
    public uint Counter => _bytes[0x1c];

    public uint SendCq => Bytes.Get32(0x7c) & NumberMask;

    public uint ReceiveCq => Bytes.Get32(0x9c) & NumberMask;

    public bool HasSrq => (Bytes.Get32(Srqn) & (1 << 24)) != 0;

    public uint Srq => Bytes.Get32(Srqn) & NumberMask;

    /// <summary>Where the driver says how many receives it has posted, 0 if the QP has no receive queue.</summary>
    public ulong DoorbellRecord => HasReceiveQueue ? Bytes.Get64(0xa0) & ~3UL : 0;

    public int LogSendEntries => (_bytes[SendSize] >> 3) & 0xf;

    public int LogSendStride => (_bytes[SendSize] & 7) + 4;

    public int LogReceiveEntries => (_bytes[ReceiveSize] >> 3) & 0xf;

    public int LogPageSize => 12 + (_bytes[LogPage] & 0x3f);

    public uint PageOffset => ((Bytes.Get32(Params2) >> 6) & 0x3f) << 6;

    public ulong MttOffset => ((ulong)_bytes[Mtt] << 32) | Bytes.Get32(Mtt + 1);

    /// <summary>
    /// Where in the buffer the send queue begins. The two queues lie one after the other, the one with the larger entries first, the send queue
    /// if they are equal.
    /// </summary>
    public uint SendOffset => HasReceiveQueue && LogReceiveStride > LogSendStride ? 1u << (LogReceiveEntries + LogReceiveStride) : 0;

    /// <summary>Whether the QP can send. Where it can't (the target side of XRC) Linux writes the size of nothing, 2^0, less the smallest, 2^4.</summary>
    public bool HasSendQueue => (_bytes[SendSize] & 0x7f) != 0x7c;

    /// <summary>Whether sizes and places are ones that the card can have.</summary>
    public bool IsValid => Enum.IsDefined(Service) && (LogSendEntries <= Capabilities.LogMaxQpEntries || !HasSendQueue)
        && (LogReceiveEntries <= Capabilities.LogMaxQpEntries || !HasReceiveQueue)
        && LogPageSize <= TranslatedBuffer.MaxLogPageSize && MttOffset % Capabilities.MemoryTranslation == 0;

    private int LogReceiveStride => (_bytes[ReceiveSize] & 7) + 4;

    private bool HasReceiveQueue => !HasSrq && !IsIndirection && Service != ServiceType.ExtendedReliableConnection;

    /// <summary>Whether the QP only spreads packets over others (RSS).</summary>
    private bool IsIndirection => (Bytes.Get32(Flags) & (1 << 13)) != 0;

    private ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Takes over some fields of another context.</summary>
    public void Take(ReadOnlySpan<byte> from, QueuePairFields fields)
    {
        foreach ((QueuePairFields field, int offset, uint mask) in QueuePairField.All)
        {
            if ((fields & field) != 0)
            {
                uint word = (Bytes.Get32(offset) & ~mask) | (from.Get32(offset) & mask);
                _bytes.AsSpan().Put32(offset, word);
            }
        }
    }

    /// <summary>Writes the context as it is now.</summary>
    public void Write(Span<byte> output, QueuePairState state, ushort sends, ushort receives)
    {
        _bytes.CopyTo(output);
        output[Flags] = (byte)((_bytes[Flags] & 0x0f) | ((int)state << 4));
        output.Put16(ReceiveCounter, receives);
        output.Put16(SendCounter, sends);
    }
}
