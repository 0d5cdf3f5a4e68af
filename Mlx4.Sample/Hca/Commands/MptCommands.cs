using Mlx4.Sample.Hca.Memory;
using Mlx4.Sample.Hca.Verbs;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The commands for memory regions and for the translation table. Input modifier, unless said otherwise: the region's number.</summary>
internal sealed class MptCommands
{
    private readonly ConnectX3 _card;
    private readonly MemoryRegions _regions;

    private MptCommands(ConnectX3 card)
    {
        _card = card;
        _regions = card.Verbs.MemoryRegions;
    }

    public static void AddTo(Firmware firmware, ConnectX3 card)
    {
        var commands = new MptCommands(card);
        firmware.Add(Opcode.Sw2HwMpt, Firmware.Needs.Hca, commands.Sw2HwMpt, usesInputModifier: true, namesOwner: true);
        firmware.Add(Opcode.Hw2SwMpt, Firmware.Needs.Hca, commands.Hw2SwMpt, 1 << 0 | 1 << 1, usesInputModifier: true);
        firmware.Add(Opcode.QueryMpt, Firmware.Needs.Hca, commands.QueryMpt, usesInputModifier: true);
        firmware.Add(Opcode.SyncTpt, Firmware.Needs.Hca, commands.SyncTpt);
        firmware.Add(Opcode.WriteMtt, Firmware.Needs.Hca, commands.WriteMtt, usesInputModifier: true);
    }

    /// <summary>Hands a region to the card.</summary>
    private CommandStatus Sw2HwMpt(ref Command command)
    {
        CommandStatus status = _regions.CheckFree(command.InputModifier);
        if (status != CommandStatus.Ok)
        {
            return status;
        }
        return command.TryInput(out ReadOnlySpan<byte> input)
            ? _regions.Take(command.Owner, command.InputModifier, input[..Capabilities.MemoryProtection])
            : CommandStatus.BadParam;
    }

    /// <summary>
    /// Takes a region back. Opcode modifier 0: output its context; 1: the host does not want it. Linux cleans up after a virtual function with
    /// modifier 0 and the address 0, and gives the card up if that fails: without a mailbox there is no output either.
    /// </summary>
    private CommandStatus Hw2SwMpt(ref Command command)
    {
        bool wantsContext = command.Modifier == 0 && command.OutputParameter != 0;
        CommandStatus status = wantsContext ? QueryMpt(ref command) : CommandStatus.Ok;
        if (status != CommandStatus.Ok)
        {
            return status;
        }
        status = _regions.Find(command.InputModifier, out MemoryRegion? region);
        if (status == CommandStatus.Ok)
        {
            _regions.Return(region!);
        }
        return status;
    }

    private CommandStatus QueryMpt(ref Command command)
    {
        CommandStatus status = _regions.Find(command.InputModifier, out _);
        if (status != CommandStatus.Ok)
        {
            return status;
        }
        if (!_regions.TryEntry(command.InputModifier, out Span<byte> entry))
        {
            return CommandStatus.IcmError;
        }
        if (!command.TryOutput(Capabilities.MemoryProtection, out Span<byte> output))
        {
            return CommandStatus.BadParam;
        }
        entry.CopyTo(output);
        return CommandStatus.Ok;
    }

    /// <summary>Makes the card look at what the host has changed in the tables by itself. Nothing is cached here but who has a region.</summary>
    private CommandStatus SyncTpt(ref Command command)
    {
        _regions.Synchronize();
        return CommandStatus.Ok;
    }

    /// <summary>
    /// Writes translations. Input: 8 bytes the first one's number, 8 of nothing, then the translations; input modifier: how many. All of them
    /// are written, or none.
    /// </summary>
    private CommandStatus WriteMtt(ref Command command)
    {
        const int Header = 16;
        const uint Most = (Command.MailboxSize - Header) / Capabilities.MemoryTranslation;
        uint count = command.InputModifier;
        if (count is 0 or > Most || !command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        ulong first = input.Get64(0);
        if (first >= _card.Icm.Limit / Capabilities.MemoryTranslation)
        {
            return CommandStatus.BadIndex;
        }
        ulong address = _card.Hca.MttBase + (first * Capabilities.MemoryTranslation);
        ReadOnlySpan<byte> translations = input.Slice(Header, (int)count * Capabilities.MemoryTranslation);
        if (!_card.Icm.IsMapped(address, (ulong)translations.Length))
        {
            return CommandStatus.IcmError;
        }
        while (!translations.IsEmpty)
        {
            int inPage = (int)Math.Min((ulong)translations.Length, Icm.PageSize - (address % Icm.PageSize));
            if (!_card.Icm.TryMemory(address, inPage, out Span<byte> memory))
            {
                return CommandStatus.IcmError;
            }
            translations[..inPage].CopyTo(memory);
            translations = translations[inPage..];
            address += (ulong)inPage;
        }
        return CommandStatus.Ok;
    }
}
