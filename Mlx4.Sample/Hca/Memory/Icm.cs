using System.Numerics;
using System.Runtime.InteropServices;

namespace Mlx4.Sample.Hca.Memory;

/// <summary>
/// The card's context memory (ICM): a virtual address space for contexts and translation tables, backed page by page by the
/// host's memory. It is kept in chunks of 64 pages, the unit in which drivers map and unmap.
/// </summary>
internal sealed class Icm(ConnectX3 card)
{
    public const int PageSize = PageBlock.PageSize;

    public const int LogPageSize = 12;
    private const int LogChunkSize = 18;
    private const int ChunkPages = 1 << (LogChunkSize - LogPageSize);
    private const string Name = "ICM chunk";

    private readonly Dictionary<ulong, Chunk> _chunks = [];

    /// <summary>The size of the address space in bytes, 0 until SET_ICM_SIZE.</summary>
    public ulong Size { get; private set; }

    /// <summary>
    /// Where mappings must end. The driver maps EQ contexts for more EQs than it has reserved room for (1024 of 128 bytes), and
    /// they come last: one chunk past the size is taken.
    /// </summary>
    public ulong Limit => Size + (1UL << LogChunkSize);

    /// <summary>
    /// How many host pages the firmware needs beside, to translate the address space. Chosen: a translation of 8 bytes for each
    /// chunk, and 16 pages for the levels above.
    /// </summary>
    public ulong AuxiliaryPages => (((Size >> LogChunkSize) + 1) * 8 / PageSize) + 16;

    /// <summary>Those pages.</summary>
    public PageBlocks Auxiliary { get; } = new("auxiliary ICM", card.Ledger);

    /// <summary>Whether no page is mapped.</summary>
    public bool IsEmpty => _chunks.Count == 0;

    /// <summary>Whether the firmware can translate: the size is set and all auxiliary pages are there.</summary>
    public bool IsReady => Size != 0 && Auxiliary.Pages >= AuxiliaryPages;

    public void SetSize(ulong size) => Size = size;

    /// <summary>Maps a block.</summary>
    /// <returns>Whether all its pages were free; if not, none is mapped.</returns>
    public bool Map(in PageBlock block)
    {
        ulong first = block.Virtual >> LogPageSize;
        for (ulong done = 0; done < block.Pages;)
        {
            (ulong number, int at, int count) = Part(first + done, block.Pages - done);
            ref Chunk? chunk = ref CollectionsMarshal.GetValueRefOrAddDefault(_chunks, number, out _);
            chunk ??= new Chunk();
            ulong mask = Mask(at, count);
            if ((chunk.Mapped & mask) != 0)
            {
                UnmapPages(first, done);
                return false;
            }
            chunk.Mapped |= mask;
            for (int i = 0; i < count; i++)
            {
                chunk.Pages[at + i] = block.Address + ((done + (ulong)i) << LogPageSize);
            }
            Account(number, chunk);
            done += (ulong)count;
        }
        return true;
    }

    /// <summary>Unmaps what is mapped of a range of pages. The driver always unmaps whole chunks, also if it mapped less.</summary>
    /// <param name="address">The ICM address of the first page.</param>
    /// <param name="pages">The number of pages.</param>
    /// <returns>Whether any page was mapped.</returns>
    public bool Unmap(ulong address, ulong pages) => UnmapPages(address >> LogPageSize, pages);

    /// <summary>Whether all pages of a range are mapped.</summary>
    public bool IsMapped(ulong address, ulong bytes)
    {
        ulong last = (address + bytes - 1) >> LogPageSize;
        for (ulong page = address >> LogPageSize; page <= last; page++)
        {
            if (!TryPage(page, out _))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The memory behind an ICM address: the physical function's host has lent it, whoever owns what is in it.</summary>
    /// <param name="address">The ICM address.</param>
    /// <param name="length">The number of bytes; they must not cross a page.</param>
    /// <param name="memory">The bytes.</param>
    /// <returns>Whether the page is mapped in ICM, and in the host.</returns>
    public bool TryMemory(ulong address, int length, out Span<byte> memory)
    {
        memory = default;
        ulong inPage = address & (PageSize - 1);
        return inPage + (ulong)length <= PageSize && TryPage(address >> LogPageSize, out ulong page) && card.Function.Dma(page + inPage, length, out memory);
    }

    /// <summary>Forgets size, auxiliary pages and mappings.</summary>
    public void Reset()
    {
        foreach (ulong number in _chunks.Keys)
        {
            card.Ledger.Return(Name, number << LogChunkSize);
        }
        _chunks.Clear();
        Auxiliary.Reset();
        Size = 0;
    }

    /// <summary>The part of a run of pages that lies in the chunk of its first page.</summary>
    private static (ulong Number, int At, int Count) Part(ulong page, ulong pages)
    {
        int at = (int)(page % ChunkPages);
        return (page / ChunkPages, at, (int)Math.Min(pages, (ulong)(ChunkPages - at)));
    }

    private static ulong Mask(int at, int count) => (count == ChunkPages ? ulong.MaxValue : (1UL << count) - 1) << at;

    private bool UnmapPages(ulong first, ulong pages)
    {
        bool any = false;
        for (ulong done = 0; done < pages;)
        {
            (ulong number, int at, int count) = Part(first + done, pages - done);
            if (_chunks.TryGetValue(number, out Chunk? chunk))
            {
                ulong mask = Mask(at, count);
                any |= (chunk.Mapped & mask) != 0;
                Drop(number, chunk, mask);
            }
            done += (ulong)count;
        }
        return any;
    }

    private void Drop(ulong number, Chunk chunk, ulong mask)
    {
        chunk.Mapped &= ~mask;
        if (chunk.Mapped == 0)
        {
            _chunks.Remove(number);
        }
        Account(number, chunk);
    }

    private bool TryPage(ulong page, out ulong address)
    {
        int at = (int)(page % ChunkPages);
        bool mapped = _chunks.TryGetValue(page / ChunkPages, out Chunk? chunk) && (chunk.Mapped & (1UL << at)) != 0;
        address = mapped ? chunk!.Pages[at] : 0;
        return mapped;
    }

    private void Account(ulong number, Chunk chunk)
    {
        ulong id = number << LogChunkSize;
        card.Ledger.Return(Name, id);
        if (chunk.Mapped != 0)
        {
            card.Ledger.Take(Name, id, "MAP_ICM", (ulong)BitOperations.PopCount(chunk.Mapped));
        }
    }

    private sealed class Chunk
    {
        /// <summary>Bit n: page n is mapped.</summary>
        public ulong Mapped { get; set; }

        /// <summary>The bus addresses of the pages that are mapped.</summary>
        public ulong[] Pages { get; } = new ulong[ChunkPages];
    }
}
