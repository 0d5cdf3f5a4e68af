using Mlx4.Sample.Hca.Memory;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The commands that lend host pages to the context memory.</summary>
internal sealed class IcmCommands
{
    private readonly ConnectX3 _card;

    private IcmCommands(ConnectX3 card) => _card = card;

    public static void AddTo(Firmware firmware, ConnectX3 card)
    {
        var commands = new IcmCommands(card);
        firmware.Add(Opcode.SetIcmSize, Firmware.Needs.Firmware, commands.SetIcmSize);
        firmware.Add(Opcode.MapIcmAux, Firmware.Needs.Firmware, commands.MapIcmAux, usesInputModifier: true);
        firmware.Add(Opcode.UnmapIcmAux, Firmware.Needs.Firmware, commands.UnmapIcmAux);
        firmware.Add(Opcode.MapIcm, Firmware.Needs.Firmware, commands.MapIcm, usesInputModifier: true);
        firmware.Add(Opcode.UnmapIcm, Firmware.Needs.Firmware, commands.UnmapIcm, usesInputModifier: true);
    }

    /// <summary>Input: the size in bytes. Output: how many auxiliary pages that takes.</summary>
    private CommandStatus SetIcmSize(ref Command command)
    {
        Icm icm = _card.Icm;
        ulong size = command.InputParameter;
        if (_card.Hca.IsRunning || !icm.IsEmpty || icm.Auxiliary.Pages != 0)
        {
            return CommandStatus.BadSysState;
        }
        if (size == 0 || size % Icm.PageSize != 0)
        {
            return CommandStatus.BadParam;
        }
        if (size > _card.Options.MaxIcmSize)
        {
            return CommandStatus.ExceedLimit;
        }
        icm.SetSize(size);
        command.OutputParameter = icm.AuxiliaryPages;
        return CommandStatus.Ok;
    }

    private CommandStatus MapIcmAux(ref Command command) => _card.Icm.Size == 0 || _card.Hca.IsRunning
        ? CommandStatus.BadSysState
        : BlockCommands.Lend(in command, _card.Icm.Auxiliary, _card.Icm.AuxiliaryPages, "MAP_ICM_AUX");

    /// <summary>Refused while the firmware still translates with those pages.</summary>
    private CommandStatus UnmapIcmAux(ref Command command)
    {
        if (_card.Hca.IsRunning || !_card.Icm.IsEmpty || _card.Icm.Auxiliary.Pages == 0)
        {
            return CommandStatus.BadSysState;
        }
        _card.Icm.Auxiliary.Reset();
        return CommandStatus.Ok;
    }

    /// <summary>Maps the blocks of a mailbox; all of them, or none. A page that is mapped already is refused.</summary>
    private CommandStatus MapIcm(ref Command command)
    {
        Icm icm = _card.Icm;
        uint count = command.InputModifier;
        if (!icm.IsReady)
        {
            return CommandStatus.BadSysState;
        }
        if (count is 0 or > PageBlock.MaxEntries || !command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        Span<PageBlock> blocks = stackalloc PageBlock[(int)count];
        for (int i = 0; i < blocks.Length; i++)
        {
            CommandStatus status = PageBlock.Read(input, i, command.Function, out blocks[i]);
            if (status != CommandStatus.Ok)
            {
                return status;
            }
            if (blocks[i].Virtual % Icm.PageSize != 0 || blocks[i].Virtual >= icm.Limit || blocks[i].Bytes > icm.Limit - blocks[i].Virtual)
            {
                return CommandStatus.BadParam;
            }
        }
        for (int i = 0; i < blocks.Length; i++)
        {
            if (!icm.Map(blocks[i]))
            {
                while (i-- > 0)
                {
                    icm.Unmap(blocks[i].Virtual, blocks[i].Pages);
                }
                return CommandStatus.BadResourceState;
            }
        }
        return CommandStatus.Ok;
    }

    /// <summary>
    /// Input: the ICM address; input modifier: the number of pages. The driver names 64 pages also where it has mapped fewer, so
    /// only a range of which nothing is mapped is refused.
    /// </summary>
    private CommandStatus UnmapIcm(ref Command command)
    {
        Icm icm = _card.Icm;
        ulong address = command.InputParameter;
        ulong pages = command.InputModifier;
        if (address % Icm.PageSize != 0 || address >= icm.Limit || pages == 0)
        {
            return CommandStatus.BadParam;
        }
        ulong most = (icm.Limit - address) / Icm.PageSize;
        return icm.Unmap(address, Math.Min(pages, most)) ? CommandStatus.Ok : CommandStatus.BadResourceState;
    }
}
