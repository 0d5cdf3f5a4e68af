using System.Buffers.Binary;
using System.Text;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;

namespace Mlx4.Tests.Sample.Hca;

public class QueryTests
{
    private readonly RawDriver _driver = new(new ConnectX3Options());

    [Fact]
    public void QUERY_FW_tells_version_area_and_registers()
    {
        RawDriver.Ok(_driver.Execute(Opcode.QueryFw));
        Assert.Equal(1500, Get16(0x00));
        Assert.Equal((2, 42, 5000), (Get16(0x02), Get16(0x06), Get16(0x04)));
        Assert.Equal(3, Get16(0x0a));
        Assert.Equal(4, _driver.Output[0x0f]);
        Assert.Equal(0xf0058u, Get64(0x20));
        Assert.Equal(0x1f020u, Get64(0x30));
        Assert.Equal(0x10u, Get32(0x38));
        Assert.Equal(0xf0800u, Get64(0x50));
    }

    [Fact]
    public void QUERY_DEV_CAP_tells_what_the_driver_plans_with()
    {
        _driver.RunFirmware();
        RawDriver.Ok(_driver.Execute(Opcode.QueryDevCap));
        Assert.Equal([32, 256, 128, 64, 128, 128, 128, 64, 8, 64], Enumerable.Range(0, 10).Select(i => (int)Get16(0x80 + (i * 2))));
        Assert.Equal(2, _driver.Output[0x37] & 0xf);
        Assert.Equal(0, Get16(0x26));
        Assert.Equal(2, _driver.Output[0x49]);
        Assert.Equal(0x80, _driver.Output[0x3e]);
        Assert.Equal(256u, Get32(0x68));
        Assert.Equal(1u << 12, Get32(0x44) & 1 << 12);
        Assert.Equal(1UL << 36, Get64(0xa0));
    }

    [Fact]
    public void QUERY_DEV_CAP_tells_the_limits_that_listings_of_firmware_2_42_5000_show()
    {
        const uint Shown = 1u << 8 | 1u << 9 | 1u << 15 | 1u << 16 | 1u << 17 | 1u << 18 | 1u << 20;
        _driver.RunFirmware();
        RawDriver.Ok(_driver.Execute(Opcode.QueryDevCap));
        Assert.Equal([14, 14, 22], [_driver.Output[0x10], _driver.Output[0x11], _driver.Output[0x19]]); // max_srq_wr, max_qp_wr, max_cqe
        // What max_srq, max_cq, max_mr and max_pd lack of powers of two.
        Assert.Equal([0x60, 7, 8, 0x40], [_driver.Output[0x14], _driver.Output[0x1a], _driver.Output[0x22], _driver.Output[0x64]]);
        Assert.Equal([15, 9, 32, 30], [_driver.Output[0x35], _driver.Output[0x4b], _driver.Output[0x55], _driver.Output[0x38]]);
        Assert.Equal(Shown, Get32(0x44) & Shown); // device_cap_flags
    }

    [Fact]
    public void A_card_with_one_port_says_so()
    {
        var driver = new RawDriver(new ConnectX3Options { Ports = 1 });
        driver.RunFirmware();
        RawDriver.Ok(driver.Execute(Opcode.QueryDevCap));
        Assert.Equal(1, driver.Output[0x37] & 0xf);
        Assert.Equal(0u, BinaryPrimitives.ReadUInt32BigEndian(driver.Output[0x44..]) & 1 << 12);
        Assert.Equal(CommandStatus.BadIndex, driver.Execute(Opcode.QueryPort, modifier: 2));
    }

    [Fact]
    public void With_system_EQs_the_function_is_told_how_many_it_has()
    {
        var driver = new RawDriver(new ConnectX3Options { SysEqs = true });
        driver.RunFirmware();
        RawDriver.Ok(driver.Execute(Opcode.QueryDevCap));
        Assert.Equal(1024, BinaryPrimitives.ReadUInt16BigEndian(driver.Output[0x26..]));
        driver.SetIcmSize();
        driver.MapTables();
        driver.PutHcaParameters();
        driver.Input[0x87] = 0x1f;
        RawDriver.Ok(driver.ExecuteIn(Opcode.InitHca));
        RawDriver.Ok(driver.Execute(Opcode.QueryFunc));
        Assert.Equal(8, BinaryPrimitives.ReadUInt16BigEndian(driver.Output[0x04..]));
        Assert.Equal(128, BinaryPrimitives.ReadUInt16BigEndian(driver.Output[0x06..]));
        driver.PutEqContext();
        Assert.Equal(CommandStatus.BadResource, driver.ExecuteIn(Opcode.Sw2HwEq, 7));
        driver.CreateEq(number: 127);
    }

    [Fact]
    public void QUERY_ADAPTER_has_the_board_id_with_its_words_swapped()
    {
        _driver.RunFirmware();
        RawDriver.Ok(_driver.Execute(Opcode.QueryAdapter));
        byte[] id = _driver.Output.Slice(0xf0, 16).ToArray();
        for (int word = 0; word < 16; word += 4)
        {
            Array.Reverse(id, word, 4);
        }
        Assert.Equal("MT_1090120019\0\0\0", Encoding.ASCII.GetString(id));
    }

    [Fact]
    public void QUERY_HCA_returns_the_parameters_and_the_clock()
    {
        _driver.RunFirmware();
        RawDriver.Ok(_driver.Execute(Opcode.QueryHca));
        Assert.Equal(0UL, Get64(0x80));
        _driver.SetIcmSize();
        _driver.MapTables();
        _driver.InitHca();
        RawDriver.Ok(_driver.Execute(Opcode.QueryHca));
        Assert.Equal(RawDriver.EqcBase | 7, Get64(0x80));
        Assert.Equal(ConnectX3.CoreClock, Get16(0x0c));
        Assert.Equal(0, _driver.Output[0x0e]);
        RawDriver.Ok(_driver.Execute(Opcode.CloseHca));
        RawDriver.Ok(_driver.Execute(Opcode.QueryHca));
        Assert.Equal(0UL, Get64(0x80));
    }

    [Fact]
    public void The_GUIDs_of_the_ports_follow_the_nodes()
    {
        _driver.RunFirmware();
        RawDriver.Ok(_driver.Execute(Opcode.ModStatCfg, modifier: 2 << 8, opcodeModifier: 2));
        Assert.Equal(_driver.Card.Options.NodeGuid + 2, ((ulong)Get32(0x14) << 32) | Get32(0x1c));
    }

    private ushort Get16(int offset) => BinaryPrimitives.ReadUInt16BigEndian(_driver.Output[offset..]);

    private uint Get32(int offset) => BinaryPrimitives.ReadUInt32BigEndian(_driver.Output[offset..]);

    private ulong Get64(int offset) => BinaryPrimitives.ReadUInt64BigEndian(_driver.Output[offset..]);
}
