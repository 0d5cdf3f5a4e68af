namespace Mlx4.Sample.Pci;

/// <summary>The numbers of a function's regions, as in vfio.</summary>
internal static class PciRegion
{
    /// <summary>BAR 0, and with it the upper half of a 64-bit BAR 0/1.</summary>
    public const int Bar0 = 0;

    /// <summary>BAR 2, and with it the upper half of a 64-bit BAR 2/3.</summary>
    public const int Bar2 = 2;

    /// <summary>The expansion ROM.</summary>
    public const int Rom = 6;

    /// <summary>The configuration space: 4096 bytes for a PCI Express function.</summary>
    public const int Config = 7;
}
