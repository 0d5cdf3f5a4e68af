using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Memory;

/// <summary>
/// A buffer of a queue: pages of the host's memory in the order of a run of the memory translation table, which is in ICM, which
/// is in the host's memory too. Nothing of it is kept, since the host can change it at any time.
/// </summary>
/// <param name="card">The card.</param>
/// <param name="owner">The function in whose memory the buffer is.</param>
/// <param name="mttOffset">Where the run begins, in bytes from the start of the translation table.</param>
/// <param name="logPageSize">The binary logarithm of the size of a page, up to <see cref="MaxLogPageSize"/>.</param>
/// <param name="pageOffset">Where in its first page the buffer begins, in bytes.</param>
internal sealed class TranslatedBuffer(ConnectX3 card, Function owner, ulong mttOffset, int logPageSize, uint pageOffset)
{
    /// <summary>The largest page that Linux's driver asks for (2 GiB).</summary>
    public const int MaxLogPageSize = 31;

    private const ulong Present = 1;
    private const ulong AddressMask = ~0xfffUL;

    /// <summary>The memory from an offset on.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The number of bytes; they must not leave the page.</param>
    /// <param name="memory">The bytes.</param>
    /// <returns>Whether the translation is mapped and present, and the page in the host.</returns>
    public bool TryMemory(ulong offset, int length, out Span<byte> memory)
    {
        memory = default;
        ulong inPage = (offset + pageOffset) & ((1UL << logPageSize) - 1);
        return TryTranslate(offset, out ulong page) && owner.Dma(page + inPage, length, out memory);
    }

    /// <summary>The page in which an offset lies.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="page">Its address on the bus.</param>
    /// <returns>Whether the translation is mapped and present.</returns>
    private bool TryTranslate(ulong offset, out ulong page)
    {
        bool isMapped = card.Icm.TryMemory(TranslationOf(offset), Capabilities.MemoryTranslation, out Span<byte> entry);
        ulong word = isMapped ? ((ReadOnlySpan<byte>)entry).Get64(0) : 0;
        page = word & AddressMask;
        return (word & Present) != 0;
    }

    /// <summary>
    /// Whether all translations of a buffer that begin at a whole one are mapped and present. A ring may have thousands, so they are looked at by the page of
    /// the table.
    /// </summary>
    /// <param name="length">The number of bytes, at least one.</param>
    public bool IsPresent(ulong length)
    {
        ulong translation = TranslationOf(0);
        for (ulong left = ((length - 1 + pageOffset) >> logPageSize) + 1; left > 0;)
        {
            ulong count = Math.Min(left, (Icm.PageSize - (translation % Icm.PageSize)) / Capabilities.MemoryTranslation);
            int bytes = (int)count * Capabilities.MemoryTranslation;
            if (!card.Icm.TryMemory(translation, bytes, out Span<byte> entries))
            {
                return false;
            }
            for (int i = 0; i < bytes; i += Capabilities.MemoryTranslation)
            {
                if ((((ReadOnlySpan<byte>)entries).Get64(i) & Present) == 0)
                {
                    return false;
                }
            }
            translation += (ulong)bytes;
            left -= count;
        }
        return true;
    }

    /// <summary>The ICM address of the translation of the page in which an offset lies.</summary>
    private ulong TranslationOf(ulong offset) => card.Hca.MttBase + mttOffset + (((offset + pageOffset) >> logPageSize) * Capabilities.MemoryTranslation);
}
