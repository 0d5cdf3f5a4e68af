using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>SET_PORT: what a port is to be, InfiniBand (opcode modifier 0) or Ethernet (1), and its settings as such.</summary>
internal sealed class SetPortCommand
{
    // InfiniBand: the first word says what to change, and to what.
    private const uint ChangeMtu = 1 << 22;
    private const uint ChangeVirtualLanes = 1 << 21;
    private const uint ChangePkeyTable = 1 << 20;

    // Ethernet: the input modifier is code << 8 | port.
    private const uint General = 0;
    private const uint LastCode = 0xf;
    private const byte MtuIsValid = 1 << 0;
    private const ushort MinEthernetMtu = 68;

    private readonly ConnectX3 _card;

    private SetPortCommand(ConnectX3 card) => _card = card;

    public static void AddTo(Firmware firmware, ConnectX3 card) =>
        firmware.Add(Opcode.SetPort, Firmware.Needs.Hca, new SetPortCommand(card).SetPort, 1 << 0 | 1 << 1, usesInputModifier: true);

    private CommandStatus SetPort(ref Command command)
    {
        bool ethernet = command.Modifier == 1;
        uint code = command.InputModifier >> 8;
        if (!_card.Ports.TryGet(command.InputModifier & 0xff, out Port? port))
        {
            return CommandStatus.BadIndex;
        }
        if (code > (ethernet ? LastCode : 0) || !command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        LinkType type = ethernet ? LinkType.Ethernet : LinkType.InfiniBand;
        if ((port.Options.Supported & type) == 0)
        {
            return CommandStatus.BadParam;
        }
        CommandStatus status = !ethernet ? SetInfiniBand(port, input) : code == General ? CheckGeneral(input) : CommandStatus.Ok;
        if (status == CommandStatus.Ok)
        {
            port.Type = type;
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
        port.CapabilityMask = input.Get32(0x04);
        return CommandStatus.Ok;
    }

    /// <summary>Byte 3: which settings are valid; 16 bits at 6: the MTU. Pause settings have no effect here.</summary>
    private static CommandStatus CheckGeneral(ReadOnlySpan<byte> input) =>
        (input[0x03] & MtuIsValid) != 0 && input.Get16(0x06) is < MinEthernetMtu or > Capabilities.MaxEthernetMtu
            ? CommandStatus.BadParam
            : CommandStatus.Ok;
}
