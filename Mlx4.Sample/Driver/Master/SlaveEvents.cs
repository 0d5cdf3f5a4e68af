using System.Buffers.Binary;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Events;

namespace Mlx4.Sample.Driver.Master;

/// <summary>Sends events to the queues of other functions (<c>mlx4_GEN_EQE</c>). Whoever calls has the master's gate.</summary>
internal sealed class SlaveEvents(CommandInterface commands, Mailbox mailbox)
{
    /// <summary>How much of an entry is the master's to write; the rest is the card's.</summary>
    private const int RecordSize = 28;
    private const int TypeByte = 0x01;
    private const int Token = 0x06;
    private const int QueueShift = 16;

    /// <summary>Tells a function that its command is done.</summary>
    public Errno CommandCompleted(SlaveState slave)
    {
        Span<byte> record = stackalloc byte[RecordSize];
        record.Clear();
        record[TypeByte] = (byte)EventType.CommandCompletion;
        if (slave.EventQueueOf((byte)EventType.CommandCompletion) is not null)
        {
            BinaryPrimitives.WriteUInt16BigEndian(record[Token..], slave.NextToken((byte)EventType.CommandCompletion));
        }
        return Send(slave, record);
    }

    /// <summary>Sends a function an event, if it wants those of the type.</summary>
    /// <param name="slave">The function.</param>
    /// <param name="entry">The event queue entry, of which the last bytes do not matter.</param>
    public Errno Send(SlaveState slave, ReadOnlySpan<byte> entry)
    {
        if (slave.EventQueueOf(entry[TypeByte]) is not { } queue)
        {
            return Errno.Ok;
        }
        mailbox.Clear();
        entry[..RecordSize].CopyTo(mailbox.Bytes);
        return commands.ExecuteNative(
            new Command(Opcode.GenEqe, (uint)slave.Number | (uint)queue << QueueShift, Input: mailbox.BusAddress), out _);
    }
}
