using System.Buffers.Binary;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca;

/// <summary>A function in a host of its own, read and written register by register.</summary>
internal class RawFunction
{
    public RawFunction(IPciFunction function, TestHost? host = null)
    {
        Host = host ?? new TestHost();
        Function = function;
        Function.Host = Host;
    }

    public TestHost Host { get; }

    public IPciFunction Function { get; }

    public uint Read32(uint offset, int region = PciRegion.Bar0)
    {
        Span<byte> data = stackalloc byte[4];
        Function.Read(region, offset, data);
        return BinaryPrimitives.ReadUInt32BigEndian(data);
    }

    public void Write32(uint offset, uint value, int region = PciRegion.Bar0)
    {
        Span<byte> data = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(data, value);
        Function.Write(region, offset, data);
    }

    public void WriteLittle32(uint offset, uint value, int region = PciRegion.Bar0) =>
        Write32(offset, BinaryPrimitives.ReverseEndianness(value), region);

    public uint ReadConfig32(int offset) => BinaryPrimitives.ReverseEndianness(Read32((uint)offset, PciRegion.Config));

    public ushort ReadConfig16(int offset) => (ushort)(ReadConfig32(offset & ~3) >> (8 * (offset & 3)));

    public void WriteConfig32(int offset, uint value) => Write32((uint)offset, BinaryPrimitives.ReverseEndianness(value), PciRegion.Config);

    public void WriteConfig16(int offset, ushort value)
    {
        Span<byte> data = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(data, value);
        Function.Write(PciRegion.Config, (ulong)offset, data);
    }

    /// <summary>The whole configuration space, by words.</summary>
    public uint[] Snapshot() => [.. Enumerable.Range(0, 0x400).Select(word => ReadConfig32(word * 4))];
}
