using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Memory;

/// <summary>
/// An entry of the mailboxes of MAP_FA, MAP_ICM_AUX and MAP_ICM: 16 bytes, the ICM address (MAP_ICM only), then the bus address with
/// the binary logarithm of the number of pages in its bits 5:0.
/// </summary>
/// <param name="Virtual">The address in ICM.</param>
/// <param name="Address">The bus address, aligned to the block's size.</param>
/// <param name="Pages">The number of pages of 4 KiB.</param>
internal readonly record struct PageBlock(ulong Virtual, ulong Address, ulong Pages)
{
    public const int EntrySize = 16;
    public const int PageSize = 0x1000;
    public const int MaxEntries = Command.MailboxSize / EntrySize;

    /// <summary>1 GiB, the longest DMA segment that Linux lets the device have.</summary>
    private const int MaxLogPages = 18;

    public ulong Bytes => Pages * PageSize;

    /// <summary>Whether two blocks share a page of the host's.</summary>
    public bool Overlaps(in PageBlock other) => Address < other.Address + other.Bytes && other.Address < Address + Bytes;

    /// <summary>Reads an entry and checks that the block is aligned and that the function can reach its first and last page.</summary>
    public static CommandStatus Read(ReadOnlySpan<byte> mailbox, int index, Function function, out PageBlock block)
    {
        ReadOnlySpan<byte> entry = mailbox.Slice(index * EntrySize, EntrySize);
        ulong address = entry.Get64(8);
        int logPages = (int)(address & 0x3f);
        address &= ~(ulong)(PageSize - 1);
        block = new PageBlock(entry.Get64(0), address, 1UL << (logPages & 0x1f));
        if (logPages > MaxLogPages)
        {
            return CommandStatus.BadSize;
        }
        bool good = address % block.Bytes == 0 && function.IsMapped(address, PageSize)
            && function.IsMapped(address + block.Bytes - PageSize, PageSize);
        return good ? CommandStatus.Ok : CommandStatus.BadParam;
    }
}
