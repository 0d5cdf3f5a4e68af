using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions.Configuration;

/// <summary>Links the capabilities: one list from the pointer in the header, one of the extended ones from 0x100.</summary>
internal static class CapabilityList
{
    public static void Chain(ConfigurationRegisters space, IReadOnlyList<Capability> capabilities)
    {
        Capability[] plain = [.. capabilities.Where(capability => !capability.IsExtended)];
        Capability[] extended = [.. capabilities.Where(capability => capability.IsExtended)];
        space.Define8(PciConfig.CapabilityPointer, (byte)plain[0].Offset);
        for (int i = 0; i < plain.Length; i++)
        {
            space.Define16(plain[i].Offset, (ushort)plain[i].Link(Next(plain, i)));
        }
        for (int i = 0; i < extended.Length; i++)
        {
            space.Define32(extended[i].Offset, extended[i].Link(Next(extended, i)));
        }
    }

    private static int Next(Capability[] list, int index) => index + 1 < list.Length ? list[index + 1].Offset : 0;
}
