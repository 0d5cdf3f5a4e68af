using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The commands that say which frames an Ethernet port takes.</summary>
internal sealed class PortFilterCommands
{
    private readonly ConnectX3 _card;

    private PortFilterCommands(ConnectX3 card) => _card = card;

    public static void AddTo(Firmware firmware, ConnectX3 card)
    {
        var commands = new PortFilterCommands(card);
        firmware.Add(Opcode.SetVlanFilter, Firmware.Needs.Hca, commands.SetVlanFilter, usesInputModifier: true);
        firmware.Add(Opcode.SetMulticastFilter, Firmware.Needs.Hca, commands.SetMulticastFilter, 1 << 0 | 1 << 1 | 1 << 2, usesInputModifier: true);
    }

    /// <summary>Input: a bit for each VLAN, the last first. Input modifier: the port.</summary>
    private CommandStatus SetVlanFilter(ref Command command)
    {
        if (!_card.Ports.TryGet(command.InputModifier, out Port? port))
        {
            return CommandStatus.BadIndex;
        }
        if (!command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        input[..EthernetSettings.VlanFilterSize].CopyTo(port.Ethernet.VlanFilter);
        return CommandStatus.Ok;
    }

    /// <summary>
    /// Input modifier: the port. Opcode modifier 0 adds the address in bits 47:0 of the input, after emptying the filter if bit 63
    /// says so; 1 and 2 turn the filter off and on.
    /// </summary>
    private CommandStatus SetMulticastFilter(ref Command command)
    {
        const ulong Address = 0xffff_ffff_ffff;
        const ulong Empties = 1UL << 63;
        const byte Add = 0;
        const byte On = 2;
        if (!_card.Ports.TryGet(command.InputModifier, out Port? port))
        {
            return CommandStatus.BadIndex;
        }
        if (command.Modifier != Add)
        {
            port.Ethernet.FiltersMulticasts = command.Modifier == On;
            return CommandStatus.Ok;
        }
        if ((command.InputParameter & Empties) != 0)
        {
            port.Ethernet.ClearMulticasts();
        }
        ulong mac = command.InputParameter & Address;
        return mac == 0 || port.Ethernet.TryAddMulticast(mac) ? CommandStatus.Ok : CommandStatus.ExceedLimit;
    }
}
