using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Functions.Configuration;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.VfioUser;

/// <summary>The configuration spaces of a card's functions, as they are when all virtual functions are there.</summary>
internal static class StartupLayouts
{
    /// <summary>Reads them from a card of the same kind.</summary>
    /// <returns>The physical function's, then each virtual one's.</returns>
    public static IReadOnlyList<byte[]> Of(ConnectX3Options options)
    {
        ConnectX3 card = new(options, TimeProvider.System);
        IPciFunction physical = card.PhysicalFunction;
        byte[] first = Read(physical);
        int sriov = physical.FindExtendedCapability(PciConfig.CapabilitySriov);
        physical.WriteConfig16(sriov + PciConfig.SriovNumber, (ushort)options.VirtualFunctions);
        physical.WriteConfig16(sriov + PciConfig.SriovControl, PciConfig.SriovEnable | PciConfig.SriovMemoryEnable);
        return [first, .. card.VirtualFunctions.Select(function => Read(new AssignedFunction(function, Header.VendorId, Header.VirtualDeviceId)))];
    }

    private static byte[] Read(IPciFunction function)
    {
        byte[] configuration = new byte[function.RegionSize(PciRegion.Config)];
        function.ReadAny(PciRegion.Config, 0, configuration);
        return configuration;
    }
}
