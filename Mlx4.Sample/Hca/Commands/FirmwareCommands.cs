using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The commands that load the firmware into the host's pages, start it and take it down.</summary>
internal sealed class FirmwareCommands
{
    private readonly ConnectX3 _card;

    private FirmwareCommands(ConnectX3 card) => _card = card;

    public static void AddTo(Firmware firmware, ConnectX3 card)
    {
        var commands = new FirmwareCommands(card);
        firmware.Add(Opcode.MapFa, Firmware.Needs.Nothing, commands.MapFa, usesInputModifier: true);
        firmware.Add(Opcode.RunFw, Firmware.Needs.Nothing, commands.RunFw);
        firmware.Add(Opcode.UnmapFa, Firmware.Needs.Nothing, commands.UnmapFa);
        firmware.Add(Opcode.ModStatCfg, Firmware.Needs.Firmware, commands.ModStatCfg, 1 << 0 | 1 << 2, usesInputModifier: true);
        firmware.Add(Opcode.Nop, Firmware.Needs.Nothing, static (ref _) => CommandStatus.Ok, usesInputModifier: true);
    }

    private CommandStatus MapFa(ref Command command) => _card.Firmware.IsRunning
        ? CommandStatus.BadSysState
        : BlockCommands.Lend(in command, _card.FirmwareArea, _card.Options.FirmwarePages, "MAP_FA");

    private CommandStatus RunFw(ref Command command)
    {
        if (_card.Firmware.IsRunning || _card.FirmwareArea.Pages < _card.Options.FirmwarePages)
        {
            return CommandStatus.BadSysState;
        }
        _card.Firmware.Run();
        return CommandStatus.Ok;
    }

    /// <summary>Refused while the firmware still needs its pages: to drive the HCA, or to remember the host's other pages.</summary>
    private CommandStatus UnmapFa(ref Command command)
    {
        if (_card.Hca.IsRunning || !_card.Icm.IsEmpty || _card.Icm.Auxiliary.Pages != 0 || _card.FirmwareArea.Pages == 0)
        {
            return CommandStatus.BadSysState;
        }
        _card.Icm.Reset();
        _card.FirmwareArea.Reset();
        _card.Firmware.Reset();
        return CommandStatus.Ok;
    }

    /// <summary>Opcode modifier 0 sets the page size of the firmware (byte 2 bit 0: do so; byte 3: log2 of it), 2 asks for a port's GUID.</summary>
    private CommandStatus ModStatCfg(ref Command command)
    {
        if (command.Modifier == 2)
        {
            return QueryPortGuid(in command);
        }
        if (_card.Hca.IsRunning)
        {
            return CommandStatus.BadSysState;
        }
        if (command.InputModifier != 0 || !command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        // The only page size that this firmware has is log2 0: 4 KiB.
        return (input[2] & 1) != 0 && input[3] != 0 ? CommandStatus.BadParam : CommandStatus.Ok;
    }

    private CommandStatus QueryPortGuid(in Command command)
    {
        if (!_card.Ports.TryGet(command.InputModifier >> 8, out Port? port) || (command.InputModifier & 0xff) != 0
            || !command.TryOutput(0x40, out Span<byte> output))
        {
            return CommandStatus.BadParam;
        }
        output.Put32(0x14, (uint)(port.Guid >> 32));
        output.Put32(0x1c, (uint)port.Guid);
        return CommandStatus.Ok;
    }
}
