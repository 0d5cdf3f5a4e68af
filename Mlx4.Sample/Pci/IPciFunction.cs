namespace Mlx4.Sample.Pci;

/// <summary>
/// A PCI function as the host sees it: regions to read and write, interrupts that it may raise, a reset. This and
/// <see cref="IHost"/> are all that a driver and a card know of each other.
/// </summary>
/// <remarks>
/// Calls come one at a time for each function. The function may call <see cref="IHost.Dma"/> and <see cref="IHost.Interrupt"/>
/// from within any of them; it never calls back otherwise.
/// </remarks>
internal interface IPciFunction : IRegions
{
    /// <summary>The size of a region in bytes, 0 if the function has none of that number (see <see cref="PciRegion"/>).</summary>
    ulong RegionSize(int region);

    /// <summary>
    /// The flags and the number of vectors of an interrupt kind (see <see cref="PciInterrupt"/>). Flags as in vfio:
    /// 1 event, 2 maskable, 4 masks itself.
    /// </summary>
    (uint Flags, uint Count) Interrupts(int index);

    /// <summary>A conventional reset of the function, as by the bus.</summary>
    void Reset();

    /// <summary>The host that the function is plugged into, or <see langword="null"/> while it is not.</summary>
    IHost? Host { set; }
}
