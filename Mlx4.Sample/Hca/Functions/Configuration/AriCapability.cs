using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions.Configuration;

/// <summary>Alternative routing ids: no other physical function follows, and there are no function groups.</summary>
internal sealed class AriCapability(int offset) : Capability(offset, 8, PciConfig.CapabilityAri)
{
    protected override void Define()
    {
    }
}
