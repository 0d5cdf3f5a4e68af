using Mlx4.Sample.Hca.Events;
using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The commands for event queues.</summary>
internal sealed class EqCommands
{
    private readonly ConnectX3 _card;

    private EqCommands(ConnectX3 card) => _card = card;

    public static void AddTo(Firmware firmware, ConnectX3 card)
    {
        var commands = new EqCommands(card);
        firmware.Add(Opcode.Sw2HwEq, Firmware.Needs.Hca, commands.Sw2HwEq, usesInputModifier: true, namesOwner: true);
        firmware.Add(Opcode.Hw2SwEq, Firmware.Needs.Hca, commands.Hw2SwEq, 1 << 1, usesInputModifier: true, namesOwner: true);
        firmware.Add(Opcode.QueryEq, Firmware.Needs.Hca, commands.QueryEq, usesInputModifier: true);
        firmware.Add(Opcode.MapEq, Firmware.Needs.Hca, commands.MapEq, usesInputModifier: true);
    }

    /// <summary>
    /// Hands a queue of the owner's to the card. Input modifier: its number. The context memory of that number must be mapped, whoever the
    /// owner is: where the contexts of other functions lie is not known.
    /// </summary>
    private CommandStatus Sw2HwEq(ref Command command)
    {
        uint number = command.InputModifier;
        CommandStatus status = CheckNumber(command.Owner, number);
        if (status != CommandStatus.Ok)
        {
            return status;
        }
        if (_card.EventQueues[command.Owner, number] is not null)
        {
            return CommandStatus.BadResourceState;
        }
        if (!command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        var context = new EventQueueContext(input);
        if (!context.IsValid(_card.Hca.EqeStride, command.Owner.MsiX.Vectors))
        {
            return CommandStatus.BadParam;
        }
        var queue = new EventQueue(_card, command.Owner, number, context);
        if (!_card.Icm.IsMapped(_card.Hca.EqcBase + (number * Capabilities.EqContext), Capabilities.EqContext) || !queue.TakeEntries())
        {
            return CommandStatus.IcmError;
        }
        _card.EventQueues.Add(queue);
        return CommandStatus.Ok;
    }

    /// <summary>Takes a queue back. Input modifier: its number. Opcode modifier 1: the host does not want the context.</summary>
    private CommandStatus Hw2SwEq(ref Command command)
    {
        CommandStatus status = Find(command.Owner, command.InputModifier, out EventQueue? queue);
        if (status == CommandStatus.Ok)
        {
            _card.EventQueues.Remove(queue!);
        }
        return status;
    }

    /// <summary>Asks for the context of a queue. Input modifier: its number.</summary>
    private CommandStatus QueryEq(ref Command command)
    {
        CommandStatus status = Find(command.Owner, command.InputModifier, out EventQueue? queue);
        if (status != CommandStatus.Ok)
        {
            return status;
        }
        if (!command.TryOutput(EventQueueContext.Size, out Span<byte> output))
        {
            return CommandStatus.BadParam;
        }
        queue!.WriteContext(output);
        return CommandStatus.Ok;
    }

    /// <summary>
    /// Maps types of events to a queue, or ends that. Input: bit n for type n. Input modifier: bits 30:0 the queue's number, bit 31 to end
    /// it. A type that is mapped to another queue moves.
    /// </summary>
    private CommandStatus MapEq(ref Command command)
    {
        const uint Unmap = 1u << 31;
        uint number = command.InputModifier & ~Unmap;
        if ((command.InputModifier & Unmap) != 0)
        {
            CommandStatus valid = CheckNumber(command.Owner, number);
            if (valid == CommandStatus.Ok)
            {
                _card.EventQueues.Unmap(command.Owner, number, command.InputParameter);
            }
            return valid;
        }
        CommandStatus status = Find(command.Owner, number, out EventQueue? queue);
        if (status == CommandStatus.Ok)
        {
            _card.EventQueues.Map(queue!, command.InputParameter);
        }
        return status;
    }

    /// <summary>Finds the queue that a command names.</summary>
    private CommandStatus Find(Function owner, uint number, out EventQueue? queue)
    {
        CommandStatus status = CheckNumber(owner, number);
        queue = status == CommandStatus.Ok ? _card.EventQueues[owner, number] : null;
        return status == CommandStatus.Ok && queue is null ? CommandStatus.BadResourceState : status;
    }

    private CommandStatus CheckNumber(Function owner, uint number) =>
        number >= _card.Capabilities.EqsOf(owner, _card.Hca.LogEqs) ? CommandStatus.BadIndex
        : number < _card.Capabilities.ReservedEqsOf(owner) ? CommandStatus.BadResource
        : CommandStatus.Ok;
}
