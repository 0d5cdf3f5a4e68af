namespace Mlx4.Sample.Hca.Functions;

/// <summary>
/// The comm channel: two words for each slave, one that the slave writes and one that the master answers in. The slave has them at the start of
/// its BAR 2, with two more words; the master has those of all slaves in a row. The card only mirrors them, and tells the master by
/// an event which slaves have written.
/// </summary>
/// <remarks>
/// The words' meaning is the drivers'. That one event is sent each time the master has armed the channel, and that what is written before is
/// not forgotten, is inferred from how the master serves it.
/// </remarks>
internal sealed class CommChannel(ConnectX3 card)
{
    /// <summary>How many functions it has room for, the master itself among them.</summary>
    public const int Slaves = 128;

    /// <summary>The size of the master's array in bytes.</summary>
    public const int Size = Slaves * EntrySize;

    /// <summary>The size of the slave's registers in bytes.</summary>
    public const int PageSize = 0x10;

    private const int EntrySize = 8;
    private const int SlaveWrite = 0x0;
    private const int SlaveRead = 0x4;
    private const int PageCapabilities = 0x8;
    private const int PageFlags = 0xc;

    /// <summary>Capabilities: the slave can ask for its reset.</summary>
    private const uint ResetSupported = 1u << 30;

    /// <summary>Flags: there is no master; the slave asks for its reset when this differs from the next one; the reset is done when they are equal.</summary>
    private const uint Offline = 1u << 9;
    private const uint ResetRequest = 1u << 16;
    private const uint ResetAcknowledge = 1u << 8;

    private readonly Entry[] _entries = new Entry[Slaves];
    private readonly uint[] _written = new uint[Slaves / 32];
    private bool _armed;
    private bool _online;

    /// <summary>Reads a word of the master's array.</summary>
    public uint Read(int offset)
    {
        Entry entry = _entries[offset / EntrySize];
        return offset % EntrySize == SlaveWrite ? entry.SlaveWrite : entry.SlaveRead;
    }

    /// <summary>Writes a word of the master's array. At its start the master clears both words of every slave.</summary>
    public void Write(int offset, uint value)
    {
        ref Entry entry = ref _entries[offset / EntrySize];
        (offset % EntrySize == SlaveWrite ? ref entry.SlaveWrite : ref entry.SlaveRead) = value;
    }

    /// <summary>Reads a word of a slave's page.</summary>
    public uint ReadPage(int slave, int offset) => offset switch
    {
        SlaveWrite => _entries[slave].SlaveWrite,
        SlaveRead => _entries[slave].SlaveRead,
        PageCapabilities => ResetSupported,
        _ => _entries[slave].Flags | (_online ? 0 : Offline),
    };

    /// <summary>
    /// Writes a word of a slave's page. A slave writes its own word to send a command, and both of them when it finds them out of step. It changes
    /// the request bit of the flags to be reset.
    /// </summary>
    public void WritePage(VirtualFunction slave, int offset, uint value)
    {
        ref Entry entry = ref _entries[slave.Number];
        switch (offset)
        {
            case SlaveWrite:
                entry.SlaveWrite = value;
                _written[slave.Number / 32] |= 1u << (slave.Number % 32);
                Tell();
                break;
            case SlaveRead:
                entry.SlaveRead = value;
                break;
            case PageFlags when ((value ^ entry.Flags) & ResetRequest) != 0:
                entry.Flags ^= ResetRequest;
                card.Quiesce(slave);
                FunctionReset(slave.Number);
                break;
            default:
                break;
        }
    }

    /// <summary>Arms the event for the slaves that have written, or write next.</summary>
    public void Arm()
    {
        _armed = true;
        _online = true;
        Tell();
    }

    /// <summary>A slave has been reset. The master's driver hears of it, if there is one, to take back what the slave's driver had.</summary>
    public void FunctionReset(int slave)
    {
        if (!card.EventQueues.FunctionReset(slave))
        {
            ResetDone(slave);
        }
    }

    /// <summary>The master has cleaned up after a reset, so a slave that asked for it may go on.</summary>
    public void ResetDone(int slave)
    {
        ref Entry entry = ref _entries[slave];
        entry.Flags = (entry.Flags & ResetRequest) != 0 ? ResetRequest | ResetAcknowledge : 0;
    }

    /// <summary>The HCA is closed: the master's driver serves nobody.</summary>
    public void Close()
    {
        _armed = false;
        _online = false;
    }

    public void Reset()
    {
        Close();
        Array.Clear(_entries);
        Array.Clear(_written);
    }

    private void Tell()
    {
        if (_armed && _written.AsSpan().ContainsAnyExcept(0u) && card.EventQueues.CommChannelWritten(_written))
        {
            _armed = false;
            Array.Clear(_written);
        }
    }

    private struct Entry
    {
        public uint SlaveWrite;
        public uint SlaveRead;
        public uint Flags;
    }
}
