using System.Text;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca.Functions;

/// <summary>The capabilities of the physical function, as the host finds and uses them.</summary>
public class CapabilityTests
{
    private const int PowerControl = 0x44;
    private const int VpdAddress = 0x4a;
    private const int VpdData = 0x4c;
    private const int DeviceStatus = 0x6a;
    private const int UncorrectableStatus = 0x158;
    private const int CorrectableStatus = 0x164;

    private readonly RawDriver _driver = new();

    [Fact]
    public void The_lists_are_those_of_a_real_card()
    {
        Assert.Equal([(0x40, 1), (0x48, 3), (0x9c, 0x11), (0x60, 0x10), (0xc0, 9)], Plain(_driver));
        Assert.Equal([(0x100, 0x0e, 1), (0x148, 3, 1), (0x154, 1, 2), (0x18c, 0x19, 1), (0x108, 0x10, 1)], Extended(_driver));
    }

    [Fact]
    public void A_capability_that_is_not_there_is_left_out()
    {
        var driver = new RawDriver(new ConnectX3Options { MsiX = false, VirtualFunctions = 0 });
        Assert.Equal([(0x40, 1), (0x48, 3), (0x60, 0x10), (0xc0, 9)], Plain(driver));
        Assert.Equal([(0x100, 0x0e, 1), (0x148, 3, 1), (0x154, 1, 2), (0x18c, 0x19, 1)], Extended(driver));
        Assert.Equal((0u, 0u), driver.Function.Interrupts(PciInterrupt.MsiX));
        Assert.Equal((7u, 1u), driver.Function.Interrupts(PciInterrupt.IntX));
    }

    [Fact]
    public void The_serial_number_is_the_node_s_GUID()
    {
        ulong guid = _driver.Card.Options.NodeGuid;
        Assert.Equal((uint)guid, _driver.ReadConfig32(0x14c));
        Assert.Equal((uint)(guid >> 32), _driver.ReadConfig32(0x150));
    }

    [Fact]
    public void The_link_runs_with_eight_lanes_at_8_GT_per_second()
    {
        Assert.Equal(0x83u, _driver.ReadConfig32(0x6c) & 0x3ff);
        Assert.Equal(0x083, _driver.ReadConfig16(0x72) & 0x3ff);
        Assert.Equal(0x0eu, _driver.ReadConfig32(0x8c));
    }

    [Fact]
    public void The_vital_product_data_name_the_board()
    {
        byte[] vpd = ReadVpd(_driver);
        List<(byte Tag, byte[] Content)> resources = Resources(vpd);
        Assert.Equal([0x82, 0x90, 0x91], resources.Select(resource => resource.Tag));
        Assert.Equal("CX354A - ConnectX-3 QSFP", Encoding.ASCII.GetString(resources[0].Content));
        List<(string Keyword, byte[] Value)> fields = Fields(resources[1].Content);
        Assert.Equal(["PN", "EC", "SN", "V0", "RV"], fields.Select(field => field.Keyword));
        Assert.Equal("MCX354A-FCBT", Encoding.ASCII.GetString(fields[0].Value));
        Assert.Equal(["V1", "YA", "RW"], Fields(resources[2].Content).Select(field => field.Keyword));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_vital_product_data_add_up(int ports)
    {
        byte[] vpd = ReadVpd(new RawDriver(new ConnectX3Options { Ports = ports }));
        int end = 3 + vpd[1] + 3 + vpd[3 + vpd[1] + 1];
        Assert.Equal(0, vpd.Take(end).Sum(value => value) & 0xff);
    }

    [Fact]
    public void Vital_product_data_are_taken_and_not_kept()
    {
        byte[] before = ReadVpd(_driver);
        _driver.WriteConfig32(VpdData, 0xffff_ffff);
        _driver.WriteConfig16(VpdAddress, 0x8004);
        Assert.Equal(0x0004, _driver.ReadConfig16(VpdAddress));
        Assert.Equal(before, ReadVpd(_driver));
    }

    [Fact]
    public void Behind_the_vital_product_data_the_flash_is_erased()
    {
        _driver.WriteConfig16(VpdAddress, 0x7ffc);
        Assert.Equal(0xfffc, _driver.ReadConfig16(VpdAddress));
        Assert.Equal(uint.MaxValue, _driver.ReadConfig32(VpdData));
    }

    [Fact]
    public void A_power_state_that_there_is_not_is_not_taken()
    {
        _driver.WriteConfig16(PowerControl, 3);
        Assert.Equal(0x000b, _driver.ReadConfig16(PowerControl));
        _driver.WriteConfig16(PowerControl, 1);
        Assert.Equal(0x000b, _driver.ReadConfig16(PowerControl));
        _driver.WriteConfig16(PowerControl, 0);
        _driver.WriteConfig16(PowerControl, 2);
        Assert.Equal(0x0008, _driver.ReadConfig16(PowerControl));
    }

    [Fact]
    public void A_request_that_is_not_answered_is_reported_until_1_is_written()
    {
        _driver.WriteConfig16(PciConfig.Command, 0);
        _driver.Read32(RawDriver.Ownership);
        Assert.Equal(0x0009, _driver.ReadConfig16(DeviceStatus));
        Assert.Equal(1u << 20, _driver.ReadConfig32(UncorrectableStatus));
        Assert.Equal(1u << 13, _driver.ReadConfig32(CorrectableStatus));

        _driver.WriteConfig32(UncorrectableStatus, ~(1u << 20));
        _driver.WriteConfig32(CorrectableStatus, 0);
        _driver.WriteConfig16(DeviceStatus, 0x0001);
        Assert.Equal(0x0008, _driver.ReadConfig16(DeviceStatus));
        Assert.Equal(1u << 20, _driver.ReadConfig32(UncorrectableStatus));
        Assert.Equal(1u << 13, _driver.ReadConfig32(CorrectableStatus));

        _driver.WriteConfig32(UncorrectableStatus, 1u << 20);
        _driver.WriteConfig32(CorrectableStatus, 1u << 13);
        _driver.WriteConfig16(DeviceStatus, 0x0008);
        Assert.Equal(0, _driver.ReadConfig16(DeviceStatus));
        Assert.Equal(0u, _driver.ReadConfig32(UncorrectableStatus));
        Assert.Equal(0u, _driver.ReadConfig32(CorrectableStatus));
    }

    [Fact]
    public void Severities_and_masks_begin_as_the_specification_says()
    {
        Assert.Equal(0u, _driver.ReadConfig32(0x15c));
        Assert.Equal(0x0006_2030u, _driver.ReadConfig32(0x160));
        Assert.Equal(0x0000_2000u, _driver.ReadConfig32(0x168));
    }

    private static List<(int Offset, int Id)> Plain(RawFunction function)
    {
        var found = new List<(int Offset, int Id)>();
        for (int at = function.ReadConfig16(PciConfig.CapabilityPointer) & 0xff; at != 0; at = function.ReadConfig16(at) >> 8)
        {
            found.Add((at, function.ReadConfig16(at) & 0xff));
        }
        return found;
    }

    private static List<(int Offset, int Id, int Version)> Extended(RawFunction function)
    {
        var found = new List<(int Offset, int Id, int Version)>();
        for (int at = 0x100; at != 0; at = (int)(function.ReadConfig32(at) >> 20))
        {
            uint link = function.ReadConfig32(at);
            found.Add((at, (int)(link & 0xffff), (int)((link >> 16) & 0xf)));
        }
        return found;
    }

    /// <summary>All data up to and with the end tag.</summary>
    private static byte[] ReadVpd(RawDriver driver)
    {
        var bytes = new List<byte>();
        for (ushort address = 0; address < 0x400; address += 4)
        {
            driver.WriteConfig16(VpdAddress, address);
            Assert.Equal(address | 0x8000, driver.ReadConfig16(VpdAddress));
            bytes.AddRange(BitConverter.GetBytes(driver.ReadConfig32(VpdData)));
        }
        int end = 0;
        while ((bytes[end] & 0x80) != 0)
        {
            end += 3 + (bytes[end + 1] | (bytes[end + 2] << 8));
        }
        Assert.Equal(0x78, bytes[end]);
        return [.. bytes.Take(end + 1)];
    }

    private static List<(byte Tag, byte[] Content)> Resources(byte[] vpd)
    {
        var resources = new List<(byte Tag, byte[] Content)>();
        for (int at = 0; (vpd[at] & 0x80) != 0;)
        {
            int length = vpd[at + 1] | (vpd[at + 2] << 8);
            resources.Add((vpd[at], vpd[(at + 3)..(at + 3 + length)]));
            at += 3 + length;
        }
        return resources;
    }

    private static List<(string Keyword, byte[] Value)> Fields(byte[] content)
    {
        var fields = new List<(string Keyword, byte[] Value)>();
        for (int at = 0; at < content.Length; at += 3 + content[at + 2])
        {
            fields.Add((Encoding.ASCII.GetString(content, at, 2), content[(at + 3)..(at + 3 + content[at + 2])]));
        }
        return fields;
    }
}
