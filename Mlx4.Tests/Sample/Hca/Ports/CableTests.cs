using System.Buffers.Binary;
using System.Text;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Tests.Sample.Hca.Ports;

/// <summary>What the module of a cable says of itself.</summary>
public class CableTests
{
    private const ushort CableInfo = 0xff60;

    private readonly ManagementDriver _mads = new(new RawDriver());

    [Fact]
    public void It_is_a_copper_cable_in_a_QSFP_housing()
    {
        Assert.Equal([0x0d, 0x05, 0x04], Read(0, 3));
        Assert.Equal([0x0d, 0x00, 0x23, 0x08], Read(128, 4));
        Assert.Equal([0x00, 0x02, 0xc9], Read(165, 3));
        Assert.Equal("Mellanox        ", Encoding.ASCII.GetString(Read(148, 16)));
        Assert.Equal("MC2207130-001   A2", Encoding.ASCII.GetString(Read(168, 18)));
    }

    [Theory]
    [InlineData(128, 191)]
    [InlineData(192, 223)]
    public void Its_check_codes_are_right(int from, int code)
    {
        byte sum = 0;
        for (int address = from; address < code; address++)
        {
            sum += Read(address, 1)[0];
        }
        Assert.Equal([sum], Read(code, 1));
    }

    [Fact]
    public void All_of_it_can_be_read_in_pieces_of_48_bytes()
    {
        for (int address = 0; address < 256; address += 48)
        {
            Assert.Equal(0, Ask(0x50, 0, address, Math.Min(48, 256 - address)));
        }
    }

    [Theory]
    [InlineData(0x51, 0, 0, 1, 7)]
    [InlineData(0x50, 16, 0, 1, 5)]
    [InlineData(0x50, 0, 0, 0, 6)]
    [InlineData(0x50, 0, 0, 49, 6)]
    [InlineData(0x50, 0, 255, 2, 6)]
    [InlineData(0x50, 0, 0xffff, 48, 6)]
    public void Requests_that_are_refused(byte module, byte page, int address, int size, int error) =>
        Assert.Equal(error << 8, Ask(module, page, address, size));

    [Fact]
    public void Without_a_cable_there_is_no_module()
    {
        var mads = new ManagementDriver(new RawDriver(new ConnectX3Options { FirmwarePages = 16, Port1 = new PortOptions() }));
        mads.Request.Clear();
        mads.Request[0] = 0x50;
        mads.Request[7] = 1;
        Assert.Equal(3 << 8, mads.Ask(CableInfo));
    }

    private byte[] Read(int address, int size)
    {
        Assert.Equal(0, Ask(0x50, 0, address, size));
        return _mads.Data.Slice(0x10, size).ToArray();
    }

    private ushort Ask(byte module, byte page, int address, int size)
    {
        _mads.Request.Clear();
        _mads.Request[0] = module;
        _mads.Request[1] = page;
        BinaryPrimitives.WriteUInt16BigEndian(_mads.Request[2..], (ushort)address);
        BinaryPrimitives.WriteUInt16BigEndian(_mads.Request[6..], (ushort)size);
        return _mads.Ask(CableInfo);
    }
}
