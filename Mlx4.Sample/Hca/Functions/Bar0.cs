using System.Buffers.Binary;

namespace Mlx4.Sample.Hca.Functions;

/// <summary>
/// BAR 0: the card's registers. All are 32 bits wide and big-endian, but for the MSI-X table and its pending bits. Accesses of
/// another width read as all ones and write nothing; what is no register reads as 0.
/// </summary>
/// <remarks>
/// Where a driver learns the place from QUERY_FW (clear-interrupt, error buffer, comm channel, clock) or QUERY_DEV_CAP (health buffer)
/// it is chosen; all others are fixed.
/// </remarks>
internal sealed class Bar0(ConnectX3 card, PhysicalFunction function)
{
    public const uint Size = 1 << 20;
    public const uint MsiXTable = 0x7c000;
    public const uint MsiXPending = 0x7d000;
    public const int MsiXVectors = 128;

    /// <summary>The master's side of the comm channel. Chosen; a driver maps a whole page from here.</summary>
    public const uint CommChannel = 0x7e000;

    /// <summary>The error buffer: a first word other than 0 tells of an internal error.</summary>
    public const uint ErrorBufferStart = 0x1f020;

    /// <summary>Where a driver reads 64 bytes of the firmware's health for a dump of it (QUERY_DEV_CAP); all zero here.</summary>
    public const uint HealthBuffer = 0x1f100;

    public const uint ClearInterrupt = 0xf0058;
    public const uint Clock = 0xf0800;

    private const uint CommandRegister = 0x80680;
    private const uint Ownership = 0x8069c;
    private const uint Reset = 0xf0010;
    private const uint Semaphore = 0xf03fc;
    private const uint MsiXTableEnd = MsiXTable + (MsiXVectors * MsiX.EntrySize);
    private const uint MsiXPendingEnd = MsiXPending + (MsiXVectors / 8);
    private const uint CommChannelEnd = CommChannel + Functions.CommChannel.Size;
    /// <summary>What of the register space can be read for a dump; a driver sets and restores it, and it changes nothing here.</summary>
    private const uint DumpFilter = 0xf3f04;

    private static readonly uint ErrorBufferEnd = ErrorBufferStart + (ErrorBuffer.Words * sizeof(uint));

    private uint _dumpFilter;

    public void Read(uint offset, Span<byte> data)
    {
        if (IsMsiX(offset, MsiXTable, MsiXTableEnd))
        {
            function.MsiX.ReadTable((int)(offset - MsiXTable), data);
        }
        else if (IsMsiX(offset, MsiXPending, MsiXPendingEnd))
        {
            function.MsiX.ReadPending((int)(offset - MsiXPending), data);
        }
        else if (IsRegister(offset, data.Length))
        {
            BinaryPrimitives.WriteUInt32BigEndian(data, ReadRegister(offset));
        }
        else
        {
            data.Fill(0xff);
        }
    }

    public void Write(uint offset, ReadOnlySpan<byte> data)
    {
        if (IsMsiX(offset, MsiXTable, MsiXTableEnd))
        {
            function.MsiX.WriteTable((int)(offset - MsiXTable), data);
        }
        else if (IsRegister(offset, data.Length))
        {
            WriteRegister(offset, BinaryPrimitives.ReadUInt32BigEndian(data));
        }
    }

    private static bool IsRegister(uint offset, int length) => length == 4 && (offset & 3) == 0;

    private bool IsMsiX(uint offset, uint start, uint end) => offset >= start && offset < end && card.Options.MsiX;

    private uint ReadRegister(uint offset) => offset switch
    {
        >= CommandRegister and < Ownership => function.CommandRegister.Read((int)(offset - CommandRegister) / 4),
        Ownership => card.Ownership.Take() ? 0u : 1u,
        Semaphore => card.Semaphore.Take() ? 0u : 1u,
        >= CommChannel and < CommChannelEnd => card.CommChannel.Read((int)(offset - CommChannel)),
        DumpFilter => _dumpFilter,
        >= ErrorBufferStart when offset < ErrorBufferEnd => ErrorBuffer.Read(card.Faults, (offset - ErrorBufferStart) / sizeof(uint)),
        Clock => (uint)(card.Clock >> 32),
        Clock + 4 => (uint)card.Clock,
        _ => 0,
    };

    private void WriteRegister(uint offset, uint value)
    {
        switch (offset)
        {
            case >= CommandRegister and < Ownership:
                function.CommandRegister.Write((int)(offset - CommandRegister) / 4, value);
                break;
            case >= CommChannel and < CommChannelEnd:
                card.CommChannel.Write((int)(offset - CommChannel), value);
                break;
            case Ownership when value == 0:
                card.Ownership.Release();
                break;
            case DumpFilter:
                _dumpFilter = value;
                break;
            case Reset when value == 1:
                card.ChipReset();
                break;
            case ClearInterrupt or ClearInterrupt + 4:
                function.Pin.Clear(lowWord: offset == ClearInterrupt + 4, value);
                break;
            default:
                break;
        }
    }
}
