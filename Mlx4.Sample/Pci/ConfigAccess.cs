using System.Buffers.Binary;

namespace Mlx4.Sample.Pci;

/// <summary>A function's configuration space, as whoever reaches the function reads and writes it. It is little-endian.</summary>
internal static class ConfigAccess
{
    /// <summary>The part of the configuration space in which capabilities are linked.</summary>
    private const int CapabilitySpace = 0x100;

    /// <summary>The part above it, in which extended capabilities are linked.</summary>
    private const int ExtendedSpace = 0x1000 - CapabilitySpace;

    public static byte ReadConfig8(this IRegions device, int offset)
    {
        Span<byte> data = stackalloc byte[sizeof(byte)];
        device.Read(PciRegion.Config, (ulong)offset, data);
        return data[0];
    }

    public static ushort ReadConfig16(this IRegions device, int offset)
    {
        Span<byte> data = stackalloc byte[sizeof(ushort)];
        device.Read(PciRegion.Config, (ulong)offset, data);
        return BinaryPrimitives.ReadUInt16LittleEndian(data);
    }

    public static uint ReadConfig32(this IRegions device, int offset)
    {
        Span<byte> data = stackalloc byte[sizeof(uint)];
        device.Read(PciRegion.Config, (ulong)offset, data);
        return BinaryPrimitives.ReadUInt32LittleEndian(data);
    }

    public static void WriteConfig16(this IRegions device, int offset, ushort value)
    {
        Span<byte> data = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(data, value);
        device.Write(PciRegion.Config, (ulong)offset, data);
    }

    public static void WriteConfig32(this IRegions device, int offset, uint value)
    {
        Span<byte> data = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(data, value);
        device.Write(PciRegion.Config, (ulong)offset, data);
    }

    /// <summary>Walks the list of capabilities (<c>pci_find_capability</c>).</summary>
    /// <returns>The offset of the first one of that kind, 0 if there is none.</returns>
    public static int FindCapability(this IRegions device, byte kind)
    {
        // A list that runs in a circle ends when it has had as many links as there is room for.
        int offset = device.ReadConfig8(PciConfig.CapabilityPointer) & ~3;
        for (int left = CapabilitySpace / sizeof(uint); offset != 0 && left > 0; left--)
        {
            if (device.ReadConfig8(offset) == kind)
            {
                return offset;
            }
            offset = device.ReadConfig8(offset + 1) & ~3;
        }
        return 0;
    }

    /// <summary>Walks the list of extended capabilities (<c>pci_find_ext_capability</c>).</summary>
    /// <returns>The offset of the first one of that kind, 0 if there is none.</returns>
    public static int FindExtendedCapability(this IRegions device, ushort kind)
    {
        int offset = CapabilitySpace;
        for (int left = ExtendedSpace / sizeof(uint); offset >= CapabilitySpace && left > 0; left--)
        {
            uint header = device.ReadConfig32(offset);
            if ((ushort)header == kind)
            {
                return offset;
            }
            offset = (int)(header >> 20) & ~3;
        }
        return 0;
    }

    /// <summary>Reads speed and width of the link (<c>pcie_print_link_status</c>).</summary>
    public static PciLink ReadLink(this IRegions device)
    {
        const int LinkStatus = PciConfig.ExpressLinkControl + 2;
        int express = device.FindCapability(PciConfig.CapabilityExpress);
        ushort status = express == 0 ? (ushort)0 : device.ReadConfig16(express + LinkStatus);
        return new PciLink(status & 0xf, status >> 4 & 0x3f);
    }
}
