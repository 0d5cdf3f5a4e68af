using Mlx4.Sample.Hca.Verbs;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The commands for flow rules, which are there if steering is device-managed.</summary>
internal sealed class FlowSteeringCommands
{
    private readonly ConnectX3 _card;

    private FlowSteeringCommands(ConnectX3 card) => _card = card;

    public static void AddTo(Firmware firmware, ConnectX3 card)
    {
        var commands = new FlowSteeringCommands(card);
        firmware.Add(Opcode.QpFlowSteeringAttach, Firmware.Needs.Hca, commands.Attach, usesInputModifier: true);
        firmware.Add(Opcode.QpFlowSteeringDetach, Firmware.Needs.Hca, commands.Detach);
        firmware.Add(Opcode.FlowSteeringIbUcQpRange, Firmware.Needs.Hca, commands.UnicastRange);
    }

    /// <summary>
    /// Adds a rule. Input: 16 bytes that begin it (the port at 7, 24 bits of QPN at 9), then what a packet must look like; input modifier:
    /// the size of all in words of 32 bits. Output: the rule's id. The QP need not exist yet.
    /// </summary>
    private CommandStatus Attach(ref Command command)
    {
        const uint Header = 4;
        const uint Most = Command.MailboxSize / sizeof(uint);
        if (!_card.Hca.Steering.IsDeviceManaged)
        {
            return CommandStatus.BadSysState;
        }
        if (command.InputModifier is < Header or > Most || !command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        byte port = input[0x07];
        if (!_card.Ports.TryGet(port, out _))
        {
            return CommandStatus.BadIndex;
        }
        if ((ulong)_card.Verbs.FlowRules.Count >= 1UL << _card.Hca.Steering.Log)
        {
            return CommandStatus.ExceedLimit;
        }
        command.OutputParameter = _card.Verbs.FlowRules.Add(new FlowRule(input.Get32(0x08) & 0xff_ffff, port));
        return CommandStatus.Ok;
    }

    /// <summary>Removes a rule. Input: its id.</summary>
    private CommandStatus Detach(ref Command command) =>
        _card.Verbs.FlowRules.Remove(command.InputParameter) ? CommandStatus.Ok : CommandStatus.BadIndex;

    /// <summary>Input: the first and the last QPN, 32 bits each, that get all unicast packets of InfiniBand that name them.</summary>
    private CommandStatus UnicastRange(ref Command command) =>
        !_card.Hca.Steering.IsDeviceManaged ? CommandStatus.BadSysState
        : command.InputParameter >> 32 <= (uint)command.InputParameter && (uint)command.InputParameter <= 0xff_ffff ? CommandStatus.Ok
        : CommandStatus.BadParam;
}
