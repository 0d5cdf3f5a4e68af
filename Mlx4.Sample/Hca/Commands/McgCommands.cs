using Mlx4.Sample.Hca.Verbs;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The commands for the table of multicast groups, which is there unless steering is device-managed.</summary>
internal sealed class McgCommands
{
    private readonly ConnectX3 _card;
    private readonly MulticastGroups _groups;

    private McgCommands(ConnectX3 card)
    {
        _card = card;
        _groups = card.Verbs.MulticastGroups;
    }

    public static void AddTo(Firmware firmware, ConnectX3 card)
    {
        var commands = new McgCommands(card);
        firmware.Add(Opcode.ReadMcg, Firmware.Needs.Hca, commands.ReadMcg, usesInputModifier: true);
        firmware.Add(Opcode.WriteMcg, Firmware.Needs.Hca, commands.WriteMcg, 1 << 0 | 1 << 1, usesInputModifier: true);
        firmware.Add(Opcode.MgidHash, Firmware.Needs.Hca, commands.MgidHash, 1 << 0 | 1 << 1);
    }

    /// <summary>Input modifier: the group's number.</summary>
    private CommandStatus ReadMcg(ref Command command)
    {
        if (!_groups.Has(command.InputModifier))
        {
            return CommandStatus.BadIndex;
        }
        if (!command.TryOutput(_groups.EntrySize, out Span<byte> output))
        {
            return CommandStatus.BadParam;
        }
        return _groups.TryRead(command.InputModifier, output) ? CommandStatus.Ok : CommandStatus.IcmError;
    }

    /// <summary>
    /// Opcode modifier 0 writes a group; input modifier: its number. 1 writes which QPs get all packets of a kind: bits 31:16 of the input
    /// modifier the port, bit 1 unicast or multicast. As nothing arrives here, that one is only checked.
    /// </summary>
    private CommandStatus WriteMcg(ref Command command)
    {
        const uint Kind = 1 << 1;
        bool promiscuous = command.Modifier == 1;
        bool exists = promiscuous
            ? _card.Ports.TryGet(command.InputModifier >> 16, out _) && (command.InputModifier & 0xffff & ~Kind) == 0
            : _groups.Has(command.InputModifier);
        if (!exists)
        {
            return CommandStatus.BadIndex;
        }
        if (!command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        return promiscuous || _groups.TryWrite(command.InputModifier, input[.._groups.EntrySize]) ? CommandStatus.Ok : CommandStatus.IcmError;
    }

    /// <summary>Input: a GID; opcode modifier 1: one that is made of an Ethernet address. Output: where its chain begins.</summary>
    private CommandStatus MgidHash(ref Command command)
    {
        const int GidSize = 16;
        if (!command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        command.OutputParameter = _groups.Hash(input[..GidSize]);
        return CommandStatus.Ok;
    }
}
