using System.Buffers.Binary;
using Mlx4.Sample.Hca.Functions.Configuration;

namespace Mlx4.Sample.Hca.Functions;

/// <summary>
/// The expansion ROM. Real cards have a boot program in it; this one has the smallest image that the PCI Firmware Specification
/// allows, with no code for any machine, so that firmware and Linux's <c>rom</c> file find a good header and nothing to run (chosen).
/// </summary>
/// <remarks>The region answers whether or not the ROM's BAR is enabled: who reads the region has no other way to enable it.</remarks>
internal static class ExpansionRom
{
    public const uint Size = 1 << 20;

    private const int UnitSize = 512;
    private const int DataStructure = 0x1c;

    /// <summary>Code for Open Firmware: not what PC firmware looks for.</summary>
    private const byte OpenFirmware = 1;
    private const byte LastImage = 0x80;

    private static readonly byte[] Image = Build();

    public static void Read(uint offset, Span<byte> data)
    {
        // Behind the image the flash is erased.
        data.Fill(0xff);
        if (offset < Image.Length)
        {
            int count = Math.Min(data.Length, Image.Length - (int)offset);
            Image.AsSpan((int)offset, count).CopyTo(data);
        }
    }

    private static byte[] Build()
    {
        byte[] image = new byte[UnitSize];
        image[0] = 0x55;
        image[1] = 0xaa;
        image[2] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x18), DataStructure);
        Span<byte> data = image.AsSpan(DataStructure);
        "PCIR"u8.CopyTo(data);
        BinaryPrimitives.WriteUInt16LittleEndian(data[0x04..], Header.VendorId);
        BinaryPrimitives.WriteUInt16LittleEndian(data[0x06..], Header.DeviceId);
        BinaryPrimitives.WriteUInt16LittleEndian(data[0x0a..], 0x18);
        data[0x0e] = 0x80;
        data[0x0f] = 0x02;
        BinaryPrimitives.WriteUInt16LittleEndian(data[0x10..], 1);
        data[0x14] = OpenFirmware;
        data[0x15] = LastImage;
        return image;
    }
}
