using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca;

public class ConfigurationSpaceTests
{
    private readonly RawDriver _driver = new();

    [Fact]
    public void The_function_is_a_ConnectX_3()
    {
        Assert.Equal(0x1003_15b3u, _driver.ReadConfig32(PciConfig.VendorId));
        Assert.Equal(0x0280_0000u, _driver.ReadConfig32(PciConfig.Revision));
        Assert.Equal(1 << 20, (int)_driver.Function.RegionSize(PciRegion.Bar0));
        Assert.Equal(8 << 20, (int)_driver.Function.RegionSize(PciRegion.Bar2));
        Assert.Equal(0u, _driver.Function.RegionSize(1));
    }

    [Fact]
    public void All_ones_written_to_a_BAR_read_back_as_its_size_and_type()
    {
        _driver.WriteConfig32(PciConfig.Bar0, 0xffff_ffff);
        _driver.WriteConfig32(PciConfig.Bar0 + 4, 0xffff_ffff);
        _driver.WriteConfig32(PciConfig.Bar2, 0xffff_ffff);
        Assert.Equal(0xfff0_0004u, _driver.ReadConfig32(PciConfig.Bar0));
        Assert.Equal(0xffff_ffffu, _driver.ReadConfig32(PciConfig.Bar0 + 4));
        Assert.Equal(0xff80_000cu, _driver.ReadConfig32(PciConfig.Bar2));
    }

    [Theory]
    [InlineData(true, new[] { PciConfig.CapabilityPowerManagement, PciConfig.CapabilityMsiX, PciConfig.CapabilityExpress, PciConfig.CapabilityVendor })]
    [InlineData(false, new[] { PciConfig.CapabilityPowerManagement, PciConfig.CapabilityExpress, PciConfig.CapabilityVendor })]
    public void The_capabilities_are_chained(bool msiX, byte[] expected)
    {
        var driver = new RawDriver(new ConnectX3Options { MsiX = msiX });
        var found = new List<byte>();
        for (int at = driver.ReadConfig16(PciConfig.CapabilityPointer) & 0xff; at != 0; at = driver.ReadConfig16(at) >> 8)
        {
            found.Add((byte)driver.ReadConfig16(at));
        }
        Assert.Equal(expected, found);
        Assert.Equal(msiX ? (1u, 128u) : (0u, 0u), driver.Function.Interrupts(PciInterrupt.MsiX));
        Assert.Equal((7u, 1u), driver.Function.Interrupts(PciInterrupt.IntX));
    }

    [Fact]
    public void The_MSI_X_capability_names_128_vectors_in_BAR_0()
    {
        Assert.Equal(127, _driver.ReadConfig16(RawDriver.MsiXCapability + PciConfig.MsiXControl));
        Assert.Equal(RawDriver.MsiXTable, _driver.ReadConfig32(RawDriver.MsiXCapability + PciConfig.MsiXTable));
        Assert.Equal(RawDriver.MsiXPending, _driver.ReadConfig32(RawDriver.MsiXCapability + PciConfig.MsiXPending));
    }

    [Fact]
    public void Read_only_bits_ignore_writes()
    {
        uint[] before = Snapshot();
        for (int offset = 0x00; offset < 0x1000; offset += 4)
        {
            // All but what is writable by its nature: command, cache line, BARs, interrupt line, power state, controls.
            if (offset is not (0x04 or 0x0c or 0x10 or 0x14 or 0x18 or 0x1c or 0x3c or 0x44 or 0x68 or 0x70 or 0x88 or 0x90 or 0x9c))
            {
                _driver.WriteConfig32(offset, ~before[offset / 4]);
            }
        }
        Assert.Equal(before, Snapshot());

        _driver.WriteConfig32(0x0c, 0xffff_ffff);
        Assert.Equal(0x0000_00ffu, _driver.ReadConfig32(0x0c));
        _driver.WriteConfig32(RawDriver.MsiXCapability, 0xffff_ffff);
        Assert.Equal(0xc07f_6011u, _driver.ReadConfig32(RawDriver.MsiXCapability));
    }

    [Fact]
    public void The_header_can_be_written_back()
    {
        _driver.WriteConfig32(PciConfig.Bar0, 0xe000_0000);
        uint[] before = Snapshot();
        for (int offset = 0; offset < 0x40; offset += 4)
        {
            _driver.WriteConfig32(offset, before[offset / 4]);
        }
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public void Without_memory_enable_the_BARs_are_silent()
    {
        _driver.WriteConfig16(PciConfig.Command, PciConfig.CommandMaster);
        Assert.Equal(uint.MaxValue, _driver.Read32(RawDriver.Ownership));
        Assert.True(_driver.Card.Ledger.IsEmpty);
    }

    [Fact]
    public void In_D3hot_the_BARs_are_silent_and_nothing_is_lost()
    {
        _driver.BringUp();
        string held = _driver.Card.Ledger.ToString();
        _driver.WriteConfig16(0x44, 3);
        Assert.Equal(uint.MaxValue, _driver.Read32(RawDriver.Hcr));
        _driver.WriteConfig16(0x44, 0);
        Assert.Equal(held, _driver.Card.Ledger.ToString());
        RawDriver.Ok(_driver.Execute(Opcode.QueryHca));
    }

    [Fact]
    public void Without_bus_mastering_a_mailbox_is_out_of_reach()
    {
        _driver.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory);
        Assert.Equal(CommandStatus.BadParam, _driver.Execute(Opcode.QueryFw));
    }

    [Theory]
    [InlineData(0x0fff, 2)]
    [InlineData(0x1000, 1)]
    [InlineData(0x0000, 3)]
    public void Accesses_that_no_bus_makes_read_as_all_ones(int offset, int length)
    {
        byte[] data = new byte[length];
        _driver.Function.Read(PciRegion.Config, (ulong)offset, data);
        Assert.All(data, value => Assert.Equal(0xff, value));
        _driver.Function.Write(PciRegion.Config, (ulong)offset, data);
    }

    [Fact]
    public void A_function_level_reset_leaves_nothing()
    {
        _driver.BringUp();
        _driver.EnableMsiX(0);
        _driver.Read32(RawDriver.Ownership);
        _driver.WriteConfig16(0x60 + PciConfig.ExpressDeviceControl, 0x8000);
        Assert.True(_driver.Card.Ledger.IsEmpty);
        Assert.Equal(127, _driver.ReadConfig16(RawDriver.MsiXCapability + PciConfig.MsiXControl));
        Assert.Equal(0, _driver.ReadConfig16(PciConfig.Command));
        Assert.Equal(0x2810, _driver.ReadConfig16(0x60 + PciConfig.ExpressDeviceControl));
    }

    private uint[] Snapshot() => [.. Enumerable.Range(0, 0x400).Select(word => _driver.ReadConfig32(word * 4))];
}
