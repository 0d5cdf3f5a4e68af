using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions.Configuration;

/// <summary>MSI-X: how many vectors there are, and where their table and pending bits lie.</summary>
/// <param name="offset">Where it begins.</param>
/// <param name="vectors">The number of vectors.</param>
/// <param name="bar">The BAR of table and pending bits.</param>
/// <param name="table">The table's offset in it.</param>
/// <param name="pending">The pending bits' offset in it.</param>
internal sealed class MsiXCapability(int offset, int vectors, uint bar, uint table, uint pending)
    : Capability(offset, 12, PciConfig.CapabilityMsiX)
{
    /// <summary>The message control.</summary>
    public ushort Control => Registers.Get16(PciConfig.MsiXControl);

    protected override void Define()
    {
        Registers.Define16(PciConfig.MsiXControl, (ushort)(vectors - 1), PciConfig.MsiXEnable | PciConfig.MsiXMaskAll);
        // The low three bits are the BAR's number.
        Registers.Define32(PciConfig.MsiXTable, table | bar);
        Registers.Define32(PciConfig.MsiXPending, pending | bar);
    }
}
