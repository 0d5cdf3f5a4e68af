using Mlx4.Sample.Hca.Events;
using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>The events that tell a driver of its queues. All but completions go to the EQ to which their type is mapped.</summary>
internal sealed class VerbsEvents(ConnectX3 card)
{
    private const byte Completion = 0x00;
    private const byte CqError = 0x04;
    private const int CqErrorSyndrome = 0x0f - EventQueue.DataOffset;

    /// <summary>Tells that a CQ that was armed has something to read. The CQ itself names the EQ, which is its owner's.</summary>
    public void Completed(Function owner, uint eq, uint cq)
    {
        Span<byte> data = Data(cq);
        card.EventQueues[owner, eq]?.Post(Completion, 0, data);
    }

    /// <summary>Tells that a CQ has failed.</summary>
    public void Failed(uint cq, CqSyndrome syndrome)
    {
        Span<byte> data = Data(cq);
        data[CqErrorSyndrome] = (byte)syndrome;
        card.EventQueues.Generate(CqError, 0, data);
    }

    /// <summary>Tells something of a QP.</summary>
    public void Tell(QpEvent type, uint qp) => card.EventQueues.Generate((byte)type, 0, Data(qp));

    /// <summary>The event's data begins with the number of what it is about.</summary>
    private static byte[] Data(uint number)
    {
        byte[] data = new byte[EventQueue.DataSize];
        data.AsSpan().Put32(0, number);
        return data;
    }
}
