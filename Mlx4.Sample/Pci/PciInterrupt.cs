namespace Mlx4.Sample.Pci;

/// <summary>The kinds of interrupts of a function, as in vfio.</summary>
internal static class PciInterrupt
{
    /// <summary>The legacy interrupt pin.</summary>
    public const int IntX = 0;

    /// <summary>Message-signalled interrupts, extended.</summary>
    public const int MsiX = 2;
}
