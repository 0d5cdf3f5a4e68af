using Mlx4.Sample.Hca.Verbs;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The commands for completion queues. Input modifier: the queue's number.</summary>
internal sealed class CqCommands
{
    private readonly ConnectX3 _card;
    private readonly ObjectTable<CompletionQueue> _queues;

    private CqCommands(ConnectX3 card)
    {
        _card = card;
        _queues = card.Verbs.CompletionQueues;
    }

    public static void AddTo(Firmware firmware, ConnectX3 card)
    {
        var commands = new CqCommands(card);
        firmware.Add(Opcode.Sw2HwCq, Firmware.Needs.Hca, commands.Sw2HwCq, usesInputModifier: true, namesOwner: true);
        firmware.Add(Opcode.Hw2SwCq, Firmware.Needs.Hca, (ref command) => QueueCommands.TakeBack(command, commands._queues), 1 << 0 | 1 << 1, usesInputModifier: true);
        firmware.Add(Opcode.QueryCq, Firmware.Needs.Hca, (ref command) => QueueCommands.Query(command, commands._queues), usesInputModifier: true);
        firmware.Add(Opcode.ModifyCq, Firmware.Needs.Hca, commands.ModifyCq, 1 << 0 | 1 << 1, usesInputModifier: true);
    }

    /// <summary>Hands a queue to the card.</summary>
    private CommandStatus Sw2HwCq(ref Command command)
    {
        CommandStatus status = _queues.CheckFree(command.InputModifier);
        if (status != CommandStatus.Ok)
        {
            return status;
        }
        if (!command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        var context = new CompletionQueueContext(input);
        if (!context.IsValid(_card.Hca.CqeStride))
        {
            return CommandStatus.BadParam;
        }
        if (_card.EventQueues[command.Owner, context.Eq] is null)
        {
            return CommandStatus.BadResource;
        }
        var queue = new CompletionQueue(_card, command.Owner, command.InputModifier, context);
        if (!queue.TakeEntries())
        {
            return CommandStatus.IcmError;
        }
        _queues.Add(queue, "SW2HW_CQ");
        return CommandStatus.Ok;
    }

    /// <summary>Opcode modifier 0 gives a queue another ring, 1 says how long its events may be held back. Input: a context.</summary>
    private CommandStatus ModifyCq(ref Command command)
    {
        CommandStatus status = _queues.Find(command.InputModifier, out CompletionQueue? queue);
        if (status != CommandStatus.Ok)
        {
            return status;
        }
        if (!command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        if (command.Modifier == 1)
        {
            queue!.Moderate(input);
            return CommandStatus.Ok;
        }
        CompletionQueueContext context = queue!.WithRing(input);
        return !context.IsValid(_card.Hca.CqeStride) ? CommandStatus.BadParam
            : queue.TryResize(context) ? CommandStatus.Ok
            : CommandStatus.BadResourceState;
    }
}
