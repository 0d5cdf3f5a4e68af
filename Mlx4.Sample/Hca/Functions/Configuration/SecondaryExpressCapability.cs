using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions.Configuration;

/// <summary>Secondary PCI Express: link control 3, lane errors and the equalisation of eight lanes. All of it is the other end's to control.</summary>
internal sealed class SecondaryExpressCapability(int offset) : Capability(offset, 0x1c, PciConfig.CapabilitySecondaryExpress)
{
    private const int LaneErrors = 8;
    private const uint Lanes = 0xff;

    protected override void Define() => Registers.ClearedByOne(LaneErrors, Lanes);
}
