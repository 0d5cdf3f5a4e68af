using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>
/// MAD_IFC: a management packet for the card's own agent, and its answer. Bits 0 and 1 of the opcode modifier leave out the check of
/// the management key and of the baseboard key, bit 2 says that the packet came with an envelope; this card has no such keys and
/// looks at no envelope, so they make no difference.
/// </summary>
internal sealed class MadCommands
{
    private const int PacketSize = 0x100;

    // The header of a packet (InfiniBand architecture, 13.4): versions, class, method, status, attribute and its modifier.
    private const byte SubnetManagement = 0x01;
    private const byte DirectedRoute = 0x81;
    private const int Method = 0x03;
    private const int Status = 0x04;
    private const int Attribute = 0x10;
    private const int AttributeModifier = 0x14;
    private const int Data = 0x40;
    private const byte Get = 0x01;
    private const byte Response = 0x81;
    private const ushort UnsupportedAttribute = 3 << 2;
    private const ushort InvalidField = 7 << 2;
    private const ushort PortInfo = 0x0015;

    private readonly ConnectX3 _card;

    private MadCommands(ConnectX3 card) => _card = card;

    public static void AddTo(Firmware firmware, ConnectX3 card) =>
        firmware.Add(Opcode.MadIfc, Firmware.Needs.Hca, new MadCommands(card).MadIfc, 0xff, usesInputModifier: true);

    /// <summary>Input modifier: the port that the packet is for. Refusals of the packet itself are in the answer's status.</summary>
    private CommandStatus MadIfc(ref Command command)
    {
        if (!_card.Ports.TryGet(command.InputModifier & 0xff, out _))
        {
            return CommandStatus.BadIndex;
        }
        if (!command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        // The two mailboxes may be one.
        Span<byte> packet = stackalloc byte[PacketSize];
        input[..PacketSize].CopyTo(packet);
        if (packet[0] != 1 || packet[1] is not (SubnetManagement or DirectedRoute) || packet[2] != 1 || packet[Method] != Get)
        {
            return CommandStatus.BadPacket;
        }
        if (!command.TryOutput(PacketSize, out Span<byte> output))
        {
            return CommandStatus.BadParam;
        }
        ReadOnlySpan<byte> request = packet;
        ushort status = request.Get16(Attribute) switch
        {
            PortInfo when _card.Ports.TryGet(request.Get32(AttributeModifier), out Port? port) => WritePortInfo(port, packet[Data..]),
            PortInfo => InvalidField,
            _ => UnsupportedAttribute,
        };
        packet[Method] = Response;
        packet.Put16(Status, status);
        packet.CopyTo(output);
        return CommandStatus.Ok;
    }

    /// <summary>The attribute PortInfo (InfiniBand architecture, 14.2.5.6) of a port without a subnet manager.</summary>
    private static ushort WritePortInfo(Port port, Span<byte> data)
    {
        const byte FourXOrOneX = 3;
        const byte Down = 1;
        const byte Initialize = 2;
        const byte Polling = 2;
        const byte LinkUp = 5;
        bool cable = port.HasLink && port.Type == LinkType.InfiniBand;
        bool up = cable && port.IsInitialized;
        data[..0x40].Clear();
        data.Put64(0x08, 0xfe80_0000_0000_0000);
        data.Put32(0x14, port.CapabilityMask);
        data[0x1c] = (byte)port.Number;
        data[0x1d] = FourXOrOneX;
        data[0x1e] = FourXOrOneX;
        data[0x1f] = 2; // 4x active
        data[0x20] = (byte)((7 << 4) | (up ? Initialize : Down)); // 2.5, 5 and 10 Gb/s
        data[0x21] = (byte)(((cable ? LinkUp : Polling) << 4) | Polling);
        data[0x23] = (4 << 4) | 7; // 10 Gb/s of those
        data[0x24] = Capabilities.MaxInfiniBandMtu << 4;
        data[0x25] = 4 << 4; // VL 0 to 7
        data[0x29] = Capabilities.MaxInfiniBandMtu;
        return 0;
    }
}
