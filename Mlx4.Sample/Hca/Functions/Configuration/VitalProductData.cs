using System.Buffers.Binary;
using System.Text;

namespace Mlx4.Sample.Hca.Functions.Configuration;

/// <summary>
/// The vital product data of the card (PCI Local Bus 3.0, appendix I): large resources for the name, the read-only and the
/// writable fields, and an end tag. The fields and the writable area's size are those of a public listing of an MCX354A-FCBT; the serial number is chosen.
/// </summary>
internal static class VitalProductData
{
    private const byte Name = 0x82;
    private const byte ReadOnly = 0x90;
    private const byte Writable = 0x91;
    private const byte End = 0x78;
    private const int WritableFree = 105;

    public static byte[] Of(ConnectX3Options options)
    {
        string model = options.Ports == 1 ? "CX353A" : "CX354A";
        byte[] name = Resource(Name, Encoding.ASCII.GetBytes($"{model} - ConnectX-3 QSFP"));
        byte[] fields =
        [
            .. Field("PN", $"M{model}-FCBT"), .. Field("EC", "AC"), .. Field("SN", "MT1411X01234"), .. Field("V0", "PCIe Gen3 x8"),
            .. Field("RV", "\0"),
        ];
        byte[] readOnly = Resource(ReadOnly, fields);
        // The last read-only field makes the sum of all bytes up to it 0.
        readOnly[^1] = (byte)-(name.Sum(value => value) + readOnly.Sum(value => value));
        byte[] writable = Resource(Writable, [.. Field("V1", "N/A"), .. Field("YA", "N/A"), .. Field("RW", new string('\0', WritableFree))]);
        return [.. name, .. readOnly, .. writable, End];
    }

    private static byte[] Resource(byte tag, byte[] content)
    {
        byte[] resource = [tag, 0, 0, .. content];
        BinaryPrimitives.WriteUInt16LittleEndian(resource.AsSpan(1), (ushort)content.Length);
        return resource;
    }

    private static byte[] Field(string keyword, string value) => [.. Encoding.ASCII.GetBytes(keyword), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}
