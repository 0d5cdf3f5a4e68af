using Mlx4.Sample.Hca.Verbs;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The commands for shared receive queues. Input modifier: the queue's number.</summary>
internal sealed class SrqCommands
{
    private readonly ConnectX3 _card;
    private readonly ObjectTable<SharedReceiveQueue> _queues;

    private SrqCommands(ConnectX3 card)
    {
        _card = card;
        _queues = card.Verbs.SharedReceiveQueues;
    }

    public static void AddTo(Firmware firmware, ConnectX3 card)
    {
        var commands = new SrqCommands(card);
        firmware.Add(Opcode.Sw2HwSrq, Firmware.Needs.Hca, commands.Sw2HwSrq, usesInputModifier: true, namesOwner: true);
        firmware.Add(Opcode.Hw2SwSrq, Firmware.Needs.Hca, (ref command) => QueueCommands.TakeBack(command, commands._queues), 1 << 0 | 1 << 1, usesInputModifier: true);
        firmware.Add(Opcode.QuerySrq, Firmware.Needs.Hca, (ref command) => QueueCommands.Query(command, commands._queues), usesInputModifier: true);
        firmware.Add(Opcode.ArmSrq, Firmware.Needs.Hca, commands.ArmSrq, usesInputModifier: true);
    }

    /// <summary>Hands a queue to the card, and the CQ of one for XRC must be there.</summary>
    private CommandStatus Sw2HwSrq(ref Command command)
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
        var queue = new SharedReceiveQueue(command.Owner, command.InputModifier, input);
        if (!queue.IsValid)
        {
            return CommandStatus.BadParam;
        }
        if (queue.Cq != 0)
        {
            if (!_card.Verbs.CompletionQueues.TryGet(queue.Cq, out CompletionQueue? cq))
            {
                return CommandStatus.BadResource;
            }
            queue.Join(cq);
        }
        _queues.Add(queue, "SW2HW_SRQ");
        return CommandStatus.Ok;
    }

    /// <summary>Input: below how many receives the host wants to be told.</summary>
    private CommandStatus ArmSrq(ref Command command)
    {
        CommandStatus status = _queues.Find(command.InputModifier, out SharedReceiveQueue? queue);
        if (status != CommandStatus.Ok)
        {
            return status;
        }
        return command.InputParameter <= ushort.MaxValue && queue!.TryArm((uint)command.InputParameter) ? CommandStatus.Ok : CommandStatus.BadParam;
    }
}
