using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca.Functions;

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

    [Fact]
    public void The_ROM_s_BAR_has_its_size_and_its_image_has_no_code_for_a_PC()
    {
        _driver.WriteConfig32(0x30, 0xffff_ffff);
        Assert.Equal(0xfff0_0001u, _driver.ReadConfig32(0x30));
        Assert.Equal(1u << 20, _driver.Function.RegionSize(PciRegion.Rom));
        Assert.Equal(0x55aa_0100u, _driver.Read32(0, PciRegion.Rom));
        uint structure = _driver.Read32(0x18, PciRegion.Rom) >> 24;
        Assert.Equal("PCIR"u8.ToArray(), BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(_driver.Read32(structure, PciRegion.Rom))));
        Assert.Equal(0xb315_0310u, _driver.Read32(structure + 4, PciRegion.Rom));
        Assert.Equal(0x0180_0000u, _driver.Read32(structure + 0x14, PciRegion.Rom));
        Assert.Equal(uint.MaxValue, _driver.Read32(0x200, PciRegion.Rom));
        _driver.Write32(0, 0, PciRegion.Rom);
        Assert.Equal(0x55aa_0100u, _driver.Read32(0, PciRegion.Rom));
    }

    [Fact]
    public void The_MSI_X_capability_names_128_vectors_in_BAR_0()
    {
        Assert.Equal(127, _driver.ReadConfig16(RawDriver.MsiXCapability + PciConfig.MsiXControl));
        Assert.Equal(RawDriver.MsiXTable, _driver.ReadConfig32(RawDriver.MsiXCapability + PciConfig.MsiXTable));
        Assert.Equal(RawDriver.MsiXPending, _driver.ReadConfig32(RawDriver.MsiXCapability + PciConfig.MsiXPending));
    }

    /// <summary>All that a write of all ones changes in the physical function's space: the bits that read back as 1 and were 0 before.</summary>
    private static readonly Dictionary<int, uint> Writable = new()
    {
        [0x04] = 0x0000_0546, // command: memory, master, parity, SERR, INTx
        [0x0c] = 0x0000_00ff, // cache line
        [0x10] = 0xfff0_0000,
        [0x14] = 0xffff_ffff,
        [0x18] = 0xff80_0000,
        [0x1c] = 0xffff_ffff,
        [0x30] = 0xfff0_0001,
        [0x3c] = 0x0000_00ff, // interrupt line
        [0x44] = 0x0000_0003, // power state
        [0x48] = 0x7fff_0000, // VPD address; its flag is the other way round after a write
        [0x4c] = 0xffff_ffff,
        [0x68] = 0x0000_7fff, // device control without the reset
        [0x70] = 0x0000_01cb,
        [0x88] = 0x0000_001f,
        [0x90] = 0x0000_000f,
        [0x9c] = 0xc000_0000, // MSI-X enable and mask
        [0x110] = 0x0000_0018, // SR-IOV: memory, hierarchy
        [0x118] = 0x0000_ffff,
        [0x128] = 0x0000_07ff,
        [0x134] = 0xff80_0000,
        [0x138] = 0xffff_ffff,
        [0x15c] = 0x001f_f030, // error masks and severities
        [0x160] = 0x001f_f030,
        [0x168] = 0x0000_31c1,
        [0x16c] = 0x0000_0140,
    };

    [Fact]
    public void Read_only_bits_ignore_writes()
    {
        uint[] before = _driver.Snapshot();
        for (int offset = 0; offset < 0x1000; offset += 4)
        {
            // But for the function's reset, and for SR-IOV itself, which would lock its other registers.
            _driver.WriteConfig32(offset, offset switch { 0x68 => 0xffff_7fff, 0x110 => 0xffff_fffe, _ => 0xffff_ffff });
        }
        uint[] after = _driver.Snapshot();
        for (int offset = 0; offset < 0x1000; offset += 4)
        {
            uint writable = Writable.GetValueOrDefault(offset);
            Assert.Equal((offset, before[offset / 4] | writable), (offset, after[offset / 4]));
        }
        for (int offset = 0; offset < 0x1000; offset += 4)
        {
            _driver.WriteConfig32(offset, 0);
        }
        after = _driver.Snapshot();
        // After a write of 0 with the flag clear the VPD is read: the flag is set, and the data are there.
        after[0x48 / 4] &= 0x7fff_ffff;
        after[0x4c / 4] = 0;
        for (int offset = 0; offset < 0x1000; offset += 4)
        {
            uint writable = Writable.GetValueOrDefault(offset);
            Assert.Equal((offset, before[offset / 4] & ~writable), (offset, after[offset / 4]));
        }
    }

    [Fact]
    public void The_header_can_be_written_back()
    {
        _driver.WriteConfig32(PciConfig.Bar0, 0xe000_0000);
        uint[] before = _driver.Snapshot();
        for (int offset = 0; offset < 0x40; offset += 4)
        {
            _driver.WriteConfig32(offset, before[offset / 4]);
        }
        Assert.Equal(before, _driver.Snapshot());
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

}
