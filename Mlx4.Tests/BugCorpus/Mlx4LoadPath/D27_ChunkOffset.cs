// D27. The address of a chunk is computed in 32 bits
// Source: Linux 7.2.13, drivers/net/ethernet/mellanox/mlx4/icm.c, mlx4_init_icm_table and mlx4_cleanup_icm_table
// Class: G
//
// The offset of a chunk is its index times 256 KiB, as a signed 32-bit number. From chunk 8192 on it is negative, and the wrong address is
// unmapped from the card.
//
// Missed: an overflow of arithmetic; the language has checked for it, and CA rules of others look for it

using Mlx4.Runtime;

internal sealed class IcmChunk(int index)
{
    public int Index { get; } = index;
}

internal interface IIcmCommands
{
    Errno MapIcm(ulong address, int pages);
    void UnmapIcm(ulong address, int pages);
}

internal sealed partial class LargeIcmTable(IIcmCommands commands, ulong virtualAddress, IcmChunk[] chunks)
{
    private const int ChunkSize = 256 * 1024;
    private const int PagesPerChunk = ChunkSize / 4096;
    private readonly IcmChunk[] _chunks = chunks;

    [InitStage(10, Cleanup = nameof(UnmapChunk), ForEach = nameof(_chunks))]
    private Errno MapChunk(IcmChunk chunk) => commands.MapIcm(AddressOf(chunk), PagesPerChunk);

    private void UnmapChunk(IcmChunk chunk) => commands.UnmapIcm(AddressOf(chunk), PagesPerChunk);

    private ulong AddressOf(IcmChunk chunk)
    {
        int offset = chunk.Index * ChunkSize;
        return virtualAddress + (ulong)offset;
    }
}
