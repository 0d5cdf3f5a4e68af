using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>SET_PORT: what a port is to be, InfiniBand (opcode modifier 0) or Ethernet (1), its settings as such, and its beacon (4).</summary>
internal sealed class SetPortCommand
{
    private const byte Ethernet = 1;
    private const byte Beacon = 4;

    // InfiniBand: the first word says what to change, and to what.
    private const uint ChangeMtu = 1 << 22;
    private const uint ChangeVirtualLanes = 1 << 21;
    private const uint ChangePkeyTable = 1 << 20;
    private const uint ResetQkeyViolations = 1 << 0;

    private readonly ConnectX3 _card;

    private SetPortCommand(ConnectX3 card) => _card = card;

    public static void AddTo(Firmware firmware, ConnectX3 card) =>
        firmware.Add(Opcode.SetPort, Firmware.Needs.Hca, new SetPortCommand(card).SetPort, 1 << 0 | 1 << Ethernet | 1 << Beacon, usesInputModifier: true);

    /// <summary>Input modifier: bits 7:0 the port; for Ethernet bits 31:8 say what of it is set.</summary>
    private CommandStatus SetPort(ref Command command)
    {
        uint code = command.InputModifier >> 8;
        if (!_card.Ports.TryGet(command.InputModifier & 0xff, out Port? port))
        {
            return CommandStatus.BadIndex;
        }
        if ((command.Modifier != Ethernet && code != 0) || !command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        if (command.Modifier == Beacon)
        {
            // How long the port's lamp blinks is in the mailbox, but the lamp is not modelled.
            return CommandStatus.Ok;
        }
        LinkType type = command.Modifier == Ethernet ? LinkType.Ethernet : LinkType.InfiniBand;
        if ((port.Options.Supported & type) == 0)
        {
            return CommandStatus.BadParam;
        }
        CommandStatus status = type == LinkType.Ethernet ? EthernetPortSettings.Set(port.Ethernet, code, input) : SetInfiniBand(port, input);
        if (status == CommandStatus.Ok)
        {
            port.Become(type);
        }
        return status;
    }

    /// <summary>
    /// The driver tries ever fewer virtual lanes until the size is one that the card has, so too many are answered with
    /// <see cref="CommandStatus.BadSize"/>.
    /// </summary>
    private static CommandStatus SetInfiniBand(Port port, ReadOnlySpan<byte> input)
    {
        uint change = input.Get32(0x00);
        uint mtu = (change >> 12) & 0xf;
        uint lanes = (change >> 4) & 0xf;
        uint pkeys = input.Get16(0x28);
        if ((change & ChangeMtu) != 0 && mtu is 0 or > Capabilities.MaxInfiniBandMtu)
        {
            return CommandStatus.BadParam;
        }
        if ((change & ChangeVirtualLanes) != 0 && lanes is 0 or > Capabilities.MaxVirtualLanes)
        {
            return CommandStatus.BadSize;
        }
        if ((change & ChangePkeyTable) != 0 && pkeys is 0 or > (1u << Capabilities.LogMaxPkeys))
        {
            return CommandStatus.BadSize;
        }
        if ((change & ResetQkeyViolations) != 0)
        {
            port.Subnet.QkeyViolations = 0;
        }
        port.CapabilityMask = input.Get32(0x04);
        return CommandStatus.Ok;
    }
}
