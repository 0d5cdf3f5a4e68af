using Mlx4.Sample.Hca.Verbs;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The commands for queue pairs. Input modifier: the QP's number.</summary>
internal sealed class QpCommands
{
    /// <summary>RTS2SQD: whether to tell by an event that the send queue is empty.</summary>
    private const uint TellWhenDrained = 1u << 31;

    private readonly ConnectX3 _card;
    private readonly QueuePairs _pairs;

    private QpCommands(ConnectX3 card)
    {
        _card = card;
        _pairs = card.Verbs.QueuePairs;
    }

    public static void AddTo(Firmware firmware, ConnectX3 card)
    {
        var commands = new QpCommands(card);
        firmware.Add(Opcode.Rst2InitQp, Firmware.Needs.Hca, commands.Rst2Init, usesInputModifier: true, namesOwner: true);
        foreach (QueuePairTransition transition in QueuePairTransition.All)
        {
            firmware.Add(transition.Opcode, Firmware.Needs.Hca, (ref command) => commands.Modify(ref command, transition), usesInputModifier: true);
        }
        firmware.Add(Opcode.ToErrQp, Firmware.Needs.Hca, commands.ToErr, usesInputModifier: true);
        firmware.Add(Opcode.ToRstQp, Firmware.Needs.Hca, commands.ToRst, 1 << 2 | 1 << 3, usesInputModifier: true);
        firmware.Add(Opcode.QueryQp, Firmware.Needs.Hca, commands.QueryQp, usesInputModifier: true);
        firmware.Add(Opcode.SuspendQp, Firmware.Needs.Hca, (ref command) => commands.Suspend(ref command, suspend: true), usesInputModifier: true);
        firmware.Add(Opcode.UnsuspendQp, Firmware.Needs.Hca, (ref command) => commands.Suspend(ref command, suspend: false), usesInputModifier: true);
        firmware.Add(Opcode.UpdateQp, Firmware.Needs.Hca, commands.UpdateQp, usesInputModifier: true);
    }

    /// <summary>Makes a QP. Its CQs, and its SRQ if it has one, must be in the card's hands.</summary>
    private CommandStatus Rst2Init(ref Command command)
    {
        CommandStatus status = _pairs.CheckFree(command.InputModifier);
        if (status != CommandStatus.Ok)
        {
            return status == CommandStatus.BadResourceState ? CommandStatus.BadQpState : status;
        }
        if (!command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        var context = new QueuePairContext(input[QueuePairContext.MailboxOffset..], command.InputModifier);
        if (!context.IsValid)
        {
            return CommandStatus.BadParam;
        }
        SharedReceiveQueue? srq = null;
        if (!_card.Verbs.CompletionQueues.TryGet(context.SendCq, out CompletionQueue? sendCq)
            || !_card.Verbs.CompletionQueues.TryGet(context.ReceiveCq, out CompletionQueue? receiveCq)
            || (context.HasSrq && !_card.Verbs.SharedReceiveQueues.TryGet(context.Srq, out srq)))
        {
            return CommandStatus.BadResource;
        }
        _pairs.Add(new QueuePair(_card, command.Owner, command.InputModifier, context, new QueuePairPartners(sendCq, receiveCq, srq)));
        return CommandStatus.Ok;
    }

    /// <summary>Takes a QP to another state. Input: a mask of the optional fields to take over, then a context.</summary>
    private CommandStatus Modify(ref Command command, in QueuePairTransition transition)
    {
        bool tells = transition.Opcode == Opcode.Rts2SqdQp && (command.InputModifier & TellWhenDrained) != 0;
        uint number = tells ? command.InputModifier & ~TellWhenDrained : command.InputModifier;
        CommandStatus status = FindIn(number, transition.From, out QueuePair? pair);
        if (status != CommandStatus.Ok)
        {
            return status;
        }
        if (!command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        QueuePairFields optional = (QueuePairFields)input.Get32(0) & QueuePairFields.Optional;
        pair!.Move(transition.To, input[QueuePairContext.MailboxOffset..], transition.Required | optional);
        if (tells)
        {
            // Nothing is ever under way here, so the queue has drained at once.
            _card.Verbs.Events.Tell(QpEvent.SendQueueDrained, pair.Number);
        }
        return CommandStatus.Ok;
    }

    /// <summary>Takes a QP from any state but reset to the error state.</summary>
    private CommandStatus ToErr(ref Command command)
    {
        CommandStatus status = Find(command.InputModifier, out QueuePair? pair);
        if (status == CommandStatus.Ok)
        {
            _pairs.Failed(pair!);
        }
        return status;
    }

    /// <summary>
    /// Ends a QP, whatever its state; one that is in reset stays there. Of the opcode modifier Linux sets bit 1, other drivers bit 0 as
    /// well (no output of the context); this card never outputs it.
    /// </summary>
    private CommandStatus ToRst(ref Command command)
    {
        CommandStatus status = _pairs.CheckNumber(command.InputModifier);
        if (status == CommandStatus.Ok && _pairs.Find(command.InputModifier, out QueuePair? pair) == CommandStatus.Ok)
        {
            _pairs.Remove(pair!);
        }
        return status;
    }

    private CommandStatus QueryQp(ref Command command)
    {
        CommandStatus status = Find(command.InputModifier, out QueuePair? pair);
        if (status != CommandStatus.Ok)
        {
            return status;
        }
        if (!command.TryOutput(QueuePairContext.MailboxOffset + QueuePairContext.Size, out Span<byte> output))
        {
            return CommandStatus.BadParam;
        }
        pair!.Write(output[QueuePairContext.MailboxOffset..]);
        return CommandStatus.Ok;
    }

    /// <summary>Stops or goes on with the sends of a QP that is ready to send.</summary>
    private CommandStatus Suspend(ref Command command, bool suspend)
    {
        CommandStatus status = FindIn(command.InputModifier, QueuePairState.ReadyToSend, out QueuePair? pair);
        if (status != CommandStatus.Ok)
        {
            return status;
        }
        if (pair!.IsSuspended == suspend)
        {
            return CommandStatus.BadQpState;
        }
        pair.IsSuspended = suspend;
        pair.Send();
        return CommandStatus.Ok;
    }

    /// <summary>
    /// Changes a QP without a change of state. Input: masks of what to change, 8 bytes for the QP, 8 for its primary path, and from 0x20 a
    /// context (Linux: <c>mlx4_update_qp_context</c>). What makes no difference to this card is ignored.
    /// </summary>
    private CommandStatus UpdateQp(ref Command command)
    {
        const int Context = 0x20;
        CommandStatus status = Find(command.InputModifier, out QueuePair? pair);
        if (status != CommandStatus.Ok)
        {
            return status;
        }
        if (!command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        ulong ofPair = input.Get64(0x00);
        ulong ofPath = input.Get64(0x08);
        QueuePairFields fields = Field(ofPair, 33, QueuePairFields.VlanStripping) | Field(ofPath, 32, QueuePairFields.PkeyIndex)
            | Field(ofPath, 34, QueuePairFields.MacIndex) | Field(ofPath, 46, QueuePairFields.Schedule) | Field(ofPath, 47, QueuePairFields.Counter);
        pair!.Update(input[Context..], fields);
        return CommandStatus.Ok;

        static QueuePairFields Field(ulong mask, int bit, QueuePairFields field) => (mask & (1UL << bit)) != 0 ? field : QueuePairFields.None;
    }

    /// <summary>Finds a QP that is not in reset.</summary>
    private CommandStatus Find(uint number, out QueuePair? pair)
    {
        CommandStatus status = _pairs.Find(number, out pair);
        return status == CommandStatus.BadResourceState ? CommandStatus.BadQpState : status;
    }

    private CommandStatus FindIn(uint number, QueuePairState state, out QueuePair? pair)
    {
        CommandStatus status = Find(number, out pair);
        return status == CommandStatus.Ok && pair!.State != state ? CommandStatus.BadQpState : status;
    }
}
