namespace Mlx4.Sample.Hca.Verbs;

/// <summary>The types of events about a QP.</summary>
internal enum QpEvent : byte
{
    /// <summary>The send queue has drained after RTS2SQD.</summary>
    SendQueueDrained = 0x03,

    /// <summary>A work queue failed in a way that cannot be told by a completion.</summary>
    WorkQueueCatastrophe = 0x05,

    /// <summary>The QP takes no more receives from its SRQ.</summary>
    LastWorkRequest = 0x13,
}
