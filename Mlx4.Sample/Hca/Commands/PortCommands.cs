using System.Diagnostics.CodeAnalysis;
using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The commands for ports. They name the port, from 1, in the input modifier.</summary>
internal sealed class PortCommands
{
    private readonly ConnectX3 _card;

    private PortCommands(ConnectX3 card) => _card = card;

    public static void AddTo(Firmware firmware, ConnectX3 card)
    {
        var commands = new PortCommands(card);
        firmware.Add(Opcode.QueryPort, Firmware.Needs.Firmware, commands.QueryPort, usesInputModifier: true);
        firmware.Add(Opcode.SensePort, Firmware.Needs.Firmware, commands.SensePort, usesInputModifier: true);
        firmware.Add(Opcode.InitPort, Firmware.Needs.Hca, commands.InitPort, usesInputModifier: true);
        firmware.Add(Opcode.ClosePort, Firmware.Needs.Hca, commands.ClosePort, usesInputModifier: true);
    }

    private CommandStatus QueryPort(ref Command command)
    {
        if (!TryPort(in command, out Port? port))
        {
            return CommandStatus.BadIndex;
        }
        if (!command.TryOutput(0x100, out Span<byte> output))
        {
            return CommandStatus.BadParam;
        }
        WriteLink(port, output);
        output[0x01] |= Capabilities.MaxInfiniBandMtu;
        output.Put16(0x02, Capabilities.MaxEthernetMtu);
        output[0x06] = PortSpeeds.Widths;
        output[0x07] = (Capabilities.LogMaxGids << 4) | Capabilities.LogMaxPkeys;
        output[0x0a] = (Capabilities.LogMaxVlans << 4) | Capabilities.LogMaxMacs;
        output[0x0b] = (8 << 4) | Capabilities.MaxVirtualLanes; // eight traffic classes
        output.Put64(0x10, port.Mac);
        return CommandStatus.Ok;
    }

    private static void WriteLink(Port port, Span<byte> output)
    {
        const int LinkUp = 0x80;
        const int NegotiationComplete = 0x40;
        const int DefaultSense = 0x10;
        const int SuggestsEthernet = 0x08;
        const int Negotiates = 0x80;
        output[0x00] = (byte)((port.Options.DefaultSense ? DefaultSense : 0)
            | (port.Options.Suggested == LinkType.Ethernet ? SuggestsEthernet : 0) | (int)port.Options.Supported);
        if (port.Link.IsUp)
        {
            output[0x00] |= LinkUp;
        }
        if (port.Type == LinkType.Ethernet)
        {
            output[0x01] = Negotiates;
            if (port.Link.IsUp && port.Ethernet.Mode is { } mode)
            {
                output[0x00] |= NegotiationComplete;
                output[0x05] = mode.Speed;
            }
        }
    }

    /// <summary>Output: what is at the other end of the cable.</summary>
    private CommandStatus SensePort(ref Command command)
    {
        if (!TryPort(in command, out Port? port))
        {
            return CommandStatus.BadIndex;
        }
        command.OutputParameter = (ulong)port.Options.Sensed;
        return CommandStatus.Ok;
    }

    private CommandStatus InitPort(ref Command command)
    {
        if (!TryPort(in command, out Port? port))
        {
            return CommandStatus.BadIndex;
        }
        port.Initialize();
        return CommandStatus.Ok;
    }

    private CommandStatus ClosePort(ref Command command)
    {
        if (!TryPort(in command, out Port? port))
        {
            return CommandStatus.BadIndex;
        }
        port.Close();
        return CommandStatus.Ok;
    }

    private bool TryPort(in Command command, [NotNullWhen(true)] out Port? port) => _card.Ports.TryGet(command.InputModifier, out port);
}
