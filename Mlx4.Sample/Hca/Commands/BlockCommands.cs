using Mlx4.Sample.Hca.Memory;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>What MAP_FA and MAP_ICM_AUX have in common.</summary>
internal static class BlockCommands
{
    /// <summary>Host pages are up to 64 KiB, and a driver rounds up to its own.</summary>
    private const ulong Rounding = 0x10;

    /// <summary>Takes the blocks of a mailbox; all of them, or none.</summary>
    /// <param name="command">The command; its input modifier is the number of entries.</param>
    /// <param name="blocks">Where the blocks go.</param>
    /// <param name="needed">How many pages the firmware has asked for.</param>
    /// <param name="by">The command's name.</param>
    public static CommandStatus Lend(in Command command, PageBlocks blocks, ulong needed, string by)
    {
        uint count = command.InputModifier;
        if (count is 0 or > PageBlock.MaxEntries || !command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        Span<PageBlock> taken = stackalloc PageBlock[(int)count];
        ulong pages = blocks.Pages;
        for (int i = 0; i < taken.Length; i++)
        {
            CommandStatus status = PageBlock.Read(input, i, command.Function, out taken[i]);
            if (status != CommandStatus.Ok)
            {
                return status;
            }
            if (blocks.Overlaps(taken[i]) || OverlapsAny(taken[i], taken[..i]))
            {
                return CommandStatus.BadResourceState;
            }
            pages += taken[i].Pages;
        }
        if (pages > (needed + Rounding - 1) / Rounding * Rounding)
        {
            return CommandStatus.ExceedLimit;
        }
        foreach (PageBlock block in taken)
        {
            blocks.Add(block, by);
        }
        return CommandStatus.Ok;
    }

    private static bool OverlapsAny(in PageBlock block, ReadOnlySpan<PageBlock> others)
    {
        foreach (PageBlock other in others)
        {
            if (block.Overlaps(other))
            {
                return true;
            }
        }
        return false;
    }
}
