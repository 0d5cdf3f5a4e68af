namespace Mlx4.Sample.Hca.Verbs;

/// <summary>The state of a QP: bits 31:28 of its context's first word.</summary>
internal enum QueuePairState
{
    Reset = 0,
    Init = 1,
    ReadyToReceive = 2,
    ReadyToSend = 3,

    /// <summary>A send has failed; the receive queue goes on.</summary>
    SendError = 4,

    SendDrained = 5,
    Error = 6,
}
