using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Events;

/// <summary>The event queues, and which of them takes which type of event.</summary>
internal sealed class EventQueues
{
    /// <summary>How many types of events can be mapped: the bits of MAP_EQ's mask.</summary>
    public const int EventTypes = 64;

    private const string Name = "EQ";
    private const string Event = "event";
    private const byte CommandInterfaceCompleted = 0x0a;
    private const byte CommChannelWrite = 0x18;
    private const byte FunctionLevelReset = 0x1c;
    private const byte QueueOverflow = 0x0f;
    private const byte FatalWarning = 0x1b;

    private readonly ConnectX3 _card;
    private readonly Dictionary<(Function Owner, uint Number), EventQueue> _queues = [];
    private readonly EventQueue?[] _byType = new EventQueue?[EventTypes];

    public EventQueues(ConnectX3 card) => _card = card;

    /// <summary>A function's queue of this number if the card works on it.</summary>
    public EventQueue? this[Function owner, uint number] => _queues.TryGetValue((owner, number), out EventQueue? queue) && !queue.IsStopped ? queue : null;

    /// <summary>Takes a queue from the host.</summary>
    public void Add(EventQueue queue)
    {
        _queues[(queue.Owner, queue.Number)] = queue;
        _card.Ledger.Return(queue.Owner.Own(Name), queue.Number);
        _card.Ledger.Take(queue.Owner.Own(Name), queue.Number, "SW2HW_EQ");
    }

    /// <summary>Gives a queue back to the host. Events that are still mapped to it are lost.</summary>
    public void Remove(EventQueue queue)
    {
        _queues.Remove((queue.Owner, queue.Number));
        _card.Ledger.Return(queue.Owner.Own(Name), queue.Number);
    }

    /// <summary>Maps the types of a mask to a queue.</summary>
    public void Map(EventQueue queue, ulong mask)
    {
        for (int type = 0; type < EventTypes; type++)
        {
            if ((mask & (1UL << type)) != 0)
            {
                _byType[type] = queue;
                _card.Ledger.Return(Event, (ulong)type);
                _card.Ledger.Take(Event, (ulong)type, "MAP_EQ");
            }
        }
    }

    /// <summary>Ends the mapping of those types of a mask that are mapped to a function's queue of this number.</summary>
    public void Unmap(Function owner, uint number, ulong mask)
    {
        for (int type = 0; type < EventTypes; type++)
        {
            if ((mask & (1UL << type)) != 0 && _byType[type] is { } queue && queue.Owner == owner && queue.Number == number)
            {
                _byType[type] = null;
                _card.Ledger.Return(Event, (ulong)type);
            }
        }
    }

    /// <summary>The HCA stops, and all queues and mappings with it; but nobody has taken them back, so they stay in the ledger.</summary>
    public void Stop()
    {
        foreach (EventQueue queue in _queues.Values)
        {
            queue.Stop();
        }
        Array.Clear(_byType);
    }

    /// <summary>Tells that a command has been carried out: token at 0x06, status at 0x0f, output parameter at 0x10 of the entry.</summary>
    public void CommandCompleted(ushort token, CommandStatus status, ulong output)
    {
        Span<byte> data = stackalloc byte[EventQueue.DataSize];
        data.Clear();
        data.Put16(0x06 - EventQueue.DataOffset, token);
        data[0x0f - EventQueue.DataOffset] = (byte)status;
        data.Put64(0x10 - EventQueue.DataOffset, output);
        Generate(CommandInterfaceCompleted, 0, data);
    }

    /// <summary>Posts an event to the queue that its type is mapped to. Without one it is lost.</summary>
    /// <returns>Whether there is somebody to be told.</returns>
    public bool Generate(byte type, byte subtype, ReadOnlySpan<byte> data)
    {
        EventQueue? queue = _byType[type];
        bool mapped = queue is not null && queue == this[queue.Owner, queue.Number];
        if (mapped)
        {
            queue!.Post(type, subtype, data);
        }
        return mapped;
    }

    /// <summary>Tells which slaves have written to the comm channel: bit n of word n / 32 at 0x08 of the entry.</summary>
    /// <returns>Whether anybody is there to be told.</returns>
    public bool CommChannelWritten(ReadOnlySpan<uint> slaves)
    {
        Span<byte> data = stackalloc byte[EventQueue.DataSize];
        data.Clear();
        for (int word = 0; word < slaves.Length; word++)
        {
            data.Put32(0x08 - EventQueue.DataOffset + (word * sizeof(uint)), slaves[word]);
        }
        return Generate(CommChannelWrite, 0, data);
    }

    /// <summary>Tells that a virtual function was reset: its number at 0x04 of the entry.</summary>
    /// <returns>Whether anybody is there to be told.</returns>
    public bool FunctionReset(int number)
    {
        Span<byte> data = stackalloc byte[EventQueue.DataSize];
        data.Clear();
        data.Put32(0x04 - EventQueue.DataOffset, (uint)number);
        return Generate(FunctionLevelReset, 0, data);
    }

    /// <summary>A function was reset: its queues take no more events. They stay the card's until somebody takes them back.</summary>
    public void Quiesce(Function owner)
    {
        foreach (EventQueue queue in _queues.Values)
        {
            if (queue.Owner == owner)
            {
                queue.Quiesce();
            }
        }
    }

    /// <summary>Tells that a queue has lost an event. 0x04: its number (chosen: no driver reads it).</summary>
    public void Overflowed(uint number)
    {
        Span<byte> data = stackalloc byte[EventQueue.DataSize];
        data.Clear();
        data.Put32(0x04 - EventQueue.DataOffset, number);
        Generate(QueueOverflow, 0, data);
    }

    /// <summary>Tells that the card is too warm: 0x04 its temperature, 0x06 the threshold.</summary>
    public void TemperatureExceeded(ushort temperature, ushort threshold)
    {
        Span<byte> data = stackalloc byte[EventQueue.DataSize];
        data.Clear();
        data.Put16(0x04 - EventQueue.DataOffset, temperature);
        data.Put16(0x06 - EventQueue.DataOffset, threshold);
        Generate(FatalWarning, 0, data);
    }

    /// <summary>A doorbell that came through a function: bits 23:0 consumer index, bit 31 arm.</summary>
    public void Doorbell(Function owner, uint number, uint value) => this[owner, number]?.Doorbell(value & 0xff_ffff, (value & (1u << 31)) != 0);

    public void Reset()
    {
        foreach (EventQueue queue in _queues.Values)
        {
            _card.Ledger.Return(queue.Owner.Own(Name), queue.Number);
        }
        _queues.Clear();
        for (int type = 0; type < EventTypes; type++)
        {
            _byType[type] = null;
            _card.Ledger.Return(Event, (ulong)type);
        }
    }
}
