namespace Mlx4.Sample.Hca.Verbs;

/// <summary>A completed work request, as a CQE tells of it.</summary>
/// <param name="Qp">The QP.</param>
/// <param name="WorkRequest">The number of the work request in its queue.</param>
/// <param name="Opcode">What was done: for a send the opcode of its work request.</param>
/// <param name="IsSend">Whether it comes from the send queue.</param>
internal readonly record struct Completion(uint Qp, ushort WorkRequest, byte Opcode, bool IsSend)
{
    /// <summary>The size of the record in bytes; the entry of a CQ can be larger.</summary>
    public const int Size = 0x20;

    /// <summary>The byte whose top bit says who owns the entry.</summary>
    public const int Owner = 0x1f;
    public const byte OwnerBit = 0x80;

    /// <summary>The opcode of an entry that tells where the ring of a CQ ends that was given another one.</summary>
    public const byte Resize = 0x16;

    private const byte Error = 0x1e;
    private const byte SendBit = 0x40;

    /// <summary>How many bytes went.</summary>
    public uint Bytes { get; init; }

    /// <summary>What went wrong.</summary>
    public Syndrome Syndrome { get; init; }

    /// <summary>Whether the other side, or the host itself, asked to be told at once.</summary>
    public bool IsSolicited { get; init; }

    /// <summary>Writes all of the entry but its last byte.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="clock">The card's clock, for a CQ with time stamps.</param>
    /// <returns>The last byte, without the owner.</returns>
    public byte Write(Span<byte> entry, ulong? clock)
    {
        entry[..Owner].Clear();
        entry.Put32(0x00, Qp);
        entry.Put16(0x18, WorkRequest);
        if (Syndrome != Syndrome.None)
        {
            entry[0x1b] = (byte)Syndrome;
            return (byte)(Error | (IsSend ? SendBit : 0));
        }
        entry.Put32(0x14, Bytes);
        if (clock is { } now)
        {
            // Linux adds one to the upper part where the lower one is 0, so that part is the one of the cycle before.
            entry.Put32(0x0c, (uint)((now - 1) >> 16));
            entry.Put16(0x1d, (ushort)now);
        }
        return (byte)(Opcode | (IsSend ? SendBit : 0));
    }
}
