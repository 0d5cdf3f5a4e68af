using Mlx4.Sample.Hca.Commands;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>A command that takes a QP from one state to another, and the fields that it always sets (InfiniBand architecture, 11.2.5.2).</summary>
/// <param name="Opcode">The command.</param>
/// <param name="From">The state in which the QP must be.</param>
/// <param name="To">The state in which it is then.</param>
/// <param name="Required">The fields that are taken beside the optional ones that the mailbox names.</param>
internal readonly record struct QueuePairTransition(Opcode Opcode, QueuePairState From, QueuePairState To, QueuePairFields Required)
{
    private const QueuePairFields ToReceive = QueuePairFields.Mtu | QueuePairFields.RemoteQp | QueuePairFields.ReceivePsn
        | QueuePairFields.PrimaryPath | QueuePairFields.Schedule | QueuePairFields.ReceiveRdmaMax;

    private const QueuePairFields ToSend = QueuePairFields.SendPsn | QueuePairFields.SendRdmaMax | QueuePairFields.RetryCount
        | QueuePairFields.RnrRetry | QueuePairFields.AckTimeout;

    /// <summary>All that change a QP that is there; RST2INIT makes one, 2RST ends it, 2ERR works in any state.</summary>
    public static readonly QueuePairTransition[] All =
    [
        new(Opcode.Init2InitQp, QueuePairState.Init, QueuePairState.Init, QueuePairFields.None),
        new(Opcode.Init2RtrQp, QueuePairState.Init, QueuePairState.ReadyToReceive, ToReceive),
        new(Opcode.Rtr2RtsQp, QueuePairState.ReadyToReceive, QueuePairState.ReadyToSend, ToSend),
        new(Opcode.Rts2RtsQp, QueuePairState.ReadyToSend, QueuePairState.ReadyToSend, QueuePairFields.None),
        new(Opcode.SqErr2RtsQp, QueuePairState.SendError, QueuePairState.ReadyToSend, QueuePairFields.None),
        new(Opcode.Rts2SqdQp, QueuePairState.ReadyToSend, QueuePairState.SendDrained, QueuePairFields.None),
        new(Opcode.Sqd2SqdQp, QueuePairState.SendDrained, QueuePairState.SendDrained, QueuePairFields.None),
        new(Opcode.Sqd2RtsQp, QueuePairState.SendDrained, QueuePairState.ReadyToSend, QueuePairFields.None),
    ];
}
