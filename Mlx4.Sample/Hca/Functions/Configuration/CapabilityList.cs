using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions.Configuration;

/// <summary>Links the capabilities: one list from the pointer in the header, one of the extended ones from 0x100.</summary>
internal static class CapabilityList
{
    public static void Chain(ConfigurationRegisters space, IReadOnlyList<Capability> capabilities)
    {
        Capability[] plain = [.. capabilities.Where(capability => !capability.IsExtended)];
        Capability[] extended = [.. capabilities.Where(capability => capability.IsExtended)];
        if (extended.Length > 0 && extended[0].Offset != Capability.ExtendedStart)
        {
            throw new ArgumentException($"The first extended capability is at 0x{extended[0].Offset:x}; it must be at 0x100, where the list begins.", nameof(capabilities));
        }
        space.Define8(PciConfig.CapabilityPointer, plain.Length > 0 ? (byte)plain[0].Offset : (byte)0);
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
