using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions.Configuration;

/// <summary>The device's serial number, which is the node's GUID.</summary>
internal sealed class SerialNumberCapability(int offset, ulong guid) : Capability(offset, 12, PciConfig.CapabilitySerialNumber)
{
    protected override void Define()
    {
        Registers.Define32(4, (uint)guid);
        Registers.Define32(8, (uint)(guid >> 32));
    }
}
