using Mlx4.Sample.Hca.Management;
using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The commands for management packets: those to the card's own agents, and what belongs to them.</summary>
internal sealed class MadCommands
{
    /// <summary>The opcode modifier of MAD_IFC: the check of the management key is left out.</summary>
    private const byte IgnoresManagementKey = 1 << 0;

    private readonly ConnectX3 _card;
    private readonly SubnetAgent _subnet;
    private readonly PerformanceAgent _performance;

    private MadCommands(ConnectX3 card)
    {
        _card = card;
        _subnet = new SubnetAgent(card);
        _performance = new PerformanceAgent(card);
    }

    public static void AddTo(Firmware firmware, ConnectX3 card)
    {
        var commands = new MadCommands(card);
        firmware.Add(Opcode.MadIfc, Firmware.Needs.Hca, commands.MadIfc, 0xffff, usesInputModifier: true);
        firmware.Add(Opcode.MadDemux, Firmware.Needs.Hca, commands.MadDemux, 1 << 0 | 1 << 2, usesInputModifier: true);
        firmware.Add(Opcode.SetNode, Firmware.Needs.Hca, commands.SetNode, usesInputModifier: true);
    }

    /// <summary>
    /// A management packet for the card's own agents, and its answer. Input modifier: bits 7:0 the port that the packet came through,
    /// bits 31:16 the LID it came from. Bit 1 of the opcode modifier leaves out the check of a baseboard key, which this card has none
    /// of; bit 2 says that the packet came with an envelope, and bit 3 that it is about the port as the subnet sees it and not as the
    /// function does, and neither makes a difference. Refusals of what the packet asks for are in the answer's status.
    /// </summary>
    private CommandStatus MadIfc(ref Command command)
    {
        if (!_card.Ports.TryGet(command.InputModifier & 0xff, out Port? port))
        {
            return CommandStatus.BadIndex;
        }
        if (!command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        // The two mailboxes may be one.
        Span<byte> bytes = stackalloc byte[ManagementPacket.Size];
        input[..ManagementPacket.Size].CopyTo(bytes);
        var packet = new ManagementPacket(bytes);
        if (packet.BaseVersion != ManagementPacket.Version || !IsKnown(in packet))
        {
            return CommandStatus.BadPacket;
        }
        bool checksKey = (command.Modifier & IgnoresManagementKey) == 0 && IsSubnetManagement(packet.Class);
        if (checksKey && !SubnetAgent.IsAllowed(port, in packet))
        {
            return CommandStatus.BadPacket;
        }
        if (!command.TryOutput(ManagementPacket.Size, out Span<byte> output))
        {
            return CommandStatus.BadParam;
        }
        if (packet.Method is ManagementMethod.Trap or ManagementMethod.TrapRepress)
        {
            // Nobody waits for an answer.
            return CommandStatus.Ok;
        }
        packet.Answer(Handle(port, in packet));
        bytes.CopyTo(output);
        return CommandStatus.Ok;
    }

    private ushort Handle(Port port, in ManagementPacket packet) =>
        packet.ClassVersion != ManagementPacket.Version ? ManagementStatus.UnsupportedVersion
        : IsSubnetManagement(packet.Class) ? _subnet.Handle(port, in packet)
        : packet.Class == ManagementClass.Performance ? _performance.Handle(in packet)
        : ManagementStatus.UnsupportedAttribute;

    private static bool IsKnown(in ManagementPacket packet) => Enum.IsDefined(packet.Class) && Enum.IsDefined(packet.Method);

    private static bool IsSubnetManagement(ManagementClass of) => of is ManagementClass.Subnet or ManagementClass.DirectedRoute;

    /// <summary>
    /// Which management packets the firmware keeps to itself. Opcode modifier 2 asks for the restrictions, of which this card has none
    /// (all zero); 0 sets them, and so takes zero only.
    /// </summary>
    private CommandStatus MadDemux(ref Command command)
    {
        const int Size = 0x80;
        if (command.InputModifier != (uint)ManagementClass.Subnet)
        {
            return CommandStatus.BadParam;
        }
        bool done = command.Modifier == 2
            ? command.TryOutput(Size, out _)
            : command.TryInput(out ReadOnlySpan<byte> input) && !input[..Size].ContainsAnyExcept((byte)0);
        return done ? CommandStatus.Ok : CommandStatus.BadParam;
    }

    /// <summary>Names the node. Input modifier: 1, the node's description.</summary>
    private CommandStatus SetNode(ref Command command)
    {
        const uint Description = 1;
        if (command.InputModifier != Description || !command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        _card.Node.Describe(input);
        return CommandStatus.Ok;
    }
}
