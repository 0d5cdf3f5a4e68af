namespace Mlx4.Sample.Pci;

/// <summary>
/// A PCI function as the host sees it: regions to read and write, interrupts that it may raise, a reset. This and
/// <see cref="IHost"/> are all that a driver and a card know of each other.
/// </summary>
/// <remarks>
/// Calls come one at a time for each function. The function may call <see cref="IHost.Dma"/> and <see cref="IHost.Interrupt"/>
/// from within any of them; it never calls back otherwise.
/// </remarks>
internal interface IPciFunction
{
    /// <summary>The size of a region in bytes, 0 if the function has none of that number (see <see cref="PciRegion"/>).</summary>
    ulong RegionSize(int region);

    /// <summary>
    /// The flags and the number of vectors of an interrupt kind (see <see cref="PciInterrupt"/>). Flags as in vfio:
    /// 1 event, 2 maskable, 4 masks itself.
    /// </summary>
    (uint Flags, uint Count) Interrupts(int index);

    /// <summary>
    /// Reads 1, 2, 4 or 8 raw bytes: the data is in the order in which the bytes lie in the region, whatever their meaning.
    /// Outside the region, and at other lengths, every byte reads as 0xff.
    /// </summary>
    void Read(int region, ulong offset, Span<byte> data);

    /// <summary>Writes 1, 2, 4 or 8 raw bytes. A write outside the region, or of another length, does nothing.</summary>
    void Write(int region, ulong offset, ReadOnlySpan<byte> data);

    /// <summary>A conventional reset of the function, as by the bus.</summary>
    void Reset();

    /// <summary>The host that the function is plugged into, or <see langword="null"/> while it is not.</summary>
    IHost? Host { set; }
}
