using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions.Configuration;

/// <summary>The vendor's own capability: its length is known from listings, its content is not, and reads as 0.</summary>
internal sealed class VendorCapability(int offset) : Capability(offset, Size, PciConfig.CapabilityVendor)
{
    private const int Size = 0x18;

    protected override void Define() => Registers.Define8(2, Size);
}
