namespace Mlx4.Sample.Pci;

/// <summary>The regions of a function (see <see cref="PciRegion"/>), as the function offers them or a driver reaches them.</summary>
internal interface IRegions
{
    /// <summary>
    /// Reads 1, 2, 4 or 8 raw bytes: the data is in the order in which the bytes lie in the region, whatever their meaning.
    /// Outside the region, and at other lengths, every byte reads as 0xff.
    /// </summary>
    void Read(int region, ulong offset, Span<byte> data);

    /// <summary>Writes 1, 2, 4 or 8 raw bytes. A write outside the region, or of another length, does nothing.</summary>
    void Write(int region, ulong offset, ReadOnlySpan<byte> data);
}
