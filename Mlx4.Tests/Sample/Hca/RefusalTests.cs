using System.Buffers.Binary;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Tests.Sample.Hca;

/// <summary>Every refusal of a command, with its status, and that nothing has changed by it.</summary>
public class RefusalTests
{
    private readonly RawDriver _driver = new();

    [Theory]
    [InlineData(0x000)]
    [InlineData(0x7ff)]
    [InlineData(0xf00)]
    public void Unknown_commands(ushort opcode) => Refused(CommandStatus.BadOp, (Opcode)opcode);

    [Fact]
    public void QUERY_FUNC_without_system_EQs()
    {
        _driver.BringUp();
        Refused(CommandStatus.BadOp, Opcode.QueryFunc);
    }

    [Theory]
    [InlineData(Opcode.ModStatCfg)]
    [InlineData(Opcode.QueryDevCap)]
    [InlineData(Opcode.QueryPort)]
    [InlineData(Opcode.QueryAdapter)]
    [InlineData(Opcode.QueryHca)]
    [InlineData(Opcode.SensePort)]
    [InlineData(Opcode.SetIcmSize)]
    [InlineData(Opcode.MapIcmAux)]
    [InlineData(Opcode.UnmapIcmAux)]
    [InlineData(Opcode.MapIcm)]
    [InlineData(Opcode.UnmapIcm)]
    [InlineData(Opcode.InitHca)]
    [InlineData(Opcode.RunFw)]
    [InlineData(Opcode.UnmapFa)]
    public void Before_the_firmware_runs(object opcode) => Refused(CommandStatus.BadSysState, (Opcode)opcode);

    [Theory]
    [InlineData(Opcode.CloseHca)]
    [InlineData(Opcode.Sw2HwEq)]
    [InlineData(Opcode.Hw2SwEq)]
    [InlineData(Opcode.MapEq)]
    [InlineData(Opcode.ConfigDev)]
    [InlineData(Opcode.MadDemux)]
    [InlineData(Opcode.ConfSpecialQp)]
    [InlineData(Opcode.MadIfc)]
    [InlineData(Opcode.SetPort)]
    [InlineData(Opcode.InitPort)]
    [InlineData(Opcode.ClosePort)]
    [InlineData(Opcode.QueryIfStat)]
    [InlineData(Opcode.QueryEq)]
    [InlineData(Opcode.AccessReg)]
    [InlineData(Opcode.DumpEthStats)]
    [InlineData(Opcode.DiagRprt)]
    [InlineData(Opcode.SetVlanFilter)]
    [InlineData(Opcode.SetMulticastFilter)]
    [InlineData(Opcode.SetNode)]
    [InlineData(Opcode.GetOpReq)]
    public void Before_the_HCA_runs(object opcode)
    {
        _driver.RunFirmware();
        _driver.SetIcmSize();
        _driver.MapTables();
        Refused(CommandStatus.BadSysState, (Opcode)opcode, modifier: RawDriver.Eq);
    }

    [Theory]
    [InlineData(Opcode.InitHca)]
    [InlineData(Opcode.SetIcmSize)]
    [InlineData(Opcode.MapIcmAux)]
    [InlineData(Opcode.UnmapIcmAux)]
    [InlineData(Opcode.MapFa)]
    [InlineData(Opcode.UnmapFa)]
    [InlineData(Opcode.RunFw)]
    [InlineData(Opcode.ModStatCfg)]
    public void While_the_HCA_runs(object opcode)
    {
        _driver.BringUp();
        Refused(CommandStatus.BadSysState, (Opcode)opcode, modifier: (Opcode)opcode is Opcode.MapFa or Opcode.MapIcmAux ? 1u : 0);
    }

    [Theory]
    [InlineData(Opcode.QueryFw, 0, 1)]
    [InlineData(Opcode.QueryFw, 1, 0)]
    [InlineData(Opcode.QueryDevCap, 0, 2)]
    [InlineData(Opcode.RunFw, 1, 0)]
    [InlineData(Opcode.ModStatCfg, 0x101, 2)]
    [InlineData(Opcode.ModStatCfg, 0x300, 2)]
    [InlineData(Opcode.MapEq, 4, 1)]
    [InlineData(Opcode.Hw2SwEq, 4, 0)]
    [InlineData(Opcode.CloseHca, 0, 2)]
    [InlineData(Opcode.ConfigDev, 0, 2)]
    [InlineData(Opcode.ConfigDev, 1, 0)]
    [InlineData(Opcode.AccessReg, 1, 0)]
    [InlineData(Opcode.SetNode, 2, 0)]
    [InlineData(Opcode.DumpEthStats, 0x201, 0)]
    [InlineData(Opcode.MadDemux, 0, 2)]
    [InlineData(Opcode.SetPort, 0x101, 0)]
    [InlineData(Opcode.SetPort, 0x1001, 1)]
    [InlineData(Opcode.SetPort, 1, 2)]
    public void Modifiers(object opcode, uint modifier, byte opcodeModifier)
    {
        _driver.BringUp();
        _driver.ClearInput();
        Refused(CommandStatus.BadParam, (Opcode)opcode, _driver.In, modifier, opcodeModifier);
    }

    [Theory]
    [InlineData(Opcode.QueryPort)]
    [InlineData(Opcode.SensePort)]
    [InlineData(Opcode.InitPort)]
    [InlineData(Opcode.ClosePort)]
    [InlineData(Opcode.SetPort)]
    [InlineData(Opcode.MadIfc)]
    [InlineData(Opcode.DumpEthStats)]
    [InlineData(Opcode.SetVlanFilter)]
    [InlineData(Opcode.SetMulticastFilter)]
    public void Ports_that_do_not_exist(object opcode)
    {
        _driver.BringUp();
        Refused(CommandStatus.BadIndex, (Opcode)opcode, _driver.In, 0);
        Refused(CommandStatus.BadIndex, (Opcode)opcode, _driver.In, 3);
    }

    [Fact]
    public void Counters_that_do_not_exist()
    {
        _driver.BringUp();
        RawDriver.Ok(_driver.Execute(Opcode.QueryIfStat, modifier: 255 | (1u << 31)));
        Refused(CommandStatus.BadIndex, Opcode.QueryIfStat, modifier: 256);
    }

    [Fact]
    public void Mailboxes_for_page_lists()
    {
        Refused(CommandStatus.BadParam, Opcode.MapFa, _driver.In, 0);
        Refused(CommandStatus.BadParam, Opcode.MapFa, _driver.In, 257);
        ulong page = _driver.Host.Allocate(2);
        RefusedMap(CommandStatus.BadParam, Opcode.MapFa, (0, page + 0x1000, 1));
        RefusedMap(CommandStatus.BadSize, Opcode.MapFa, (0, 0, 19));
        RefusedMap(CommandStatus.BadParam, Opcode.MapFa, (0, 0, 0));
        RefusedMap(CommandStatus.BadParam, Opcode.MapFa, (0, page, 0), (0, _driver.Host.End, 0));
    }

    [Fact]
    public void Pages_lent_twice()
    {
        ulong pages = _driver.Host.Allocate(4);
        RefusedMap(CommandStatus.BadResourceState, Opcode.MapFa, (0, pages, 1), (0, pages + 0x1000, 0));
        RawDriver.Ok(_driver.Map(Opcode.MapFa, (0, pages, 1)));
        RefusedMap(CommandStatus.BadResourceState, Opcode.MapFa, (0, pages + 0x2000, 0), (0, pages + 0x1000, 0));
    }

    [Fact]
    public void More_pages_than_the_firmware_has_asked_for()
    {
        var driver = new RawDriver(new ConnectX3Options { FirmwarePages = 20 });
        RawDriver.Ok(driver.Map(Opcode.MapFa, (0, driver.Host.Allocate(32), 5)));
        Assert.Equal(CommandStatus.ExceedLimit, driver.Map(Opcode.MapFa, (0, driver.Host.Allocate(1), 0)));
        RawDriver.Ok(driver.Execute(Opcode.RunFw));
    }

    [Fact]
    public void Firmware_without_all_its_pages()
    {
        RawDriver.Ok(_driver.Map(Opcode.MapFa, (0, _driver.Host.Allocate(8), 3)));
        Refused(CommandStatus.BadSysState, Opcode.RunFw);
    }

    [Fact]
    public void Firmware_pages_that_are_still_needed()
    {
        _driver.RunFirmware();
        _driver.SetIcmSize();
        Refused(CommandStatus.BadSysState, Opcode.UnmapFa);
        RawDriver.Ok(_driver.Execute(Opcode.UnmapIcmAux));
        RawDriver.Ok(_driver.Execute(Opcode.UnmapFa));
        Assert.True(_driver.Card.Ledger.IsEmpty);
    }

    [Fact]
    public void Sizes_of_the_context_memory()
    {
        _driver.RunFirmware();
        Refused(CommandStatus.BadParam, Opcode.SetIcmSize, 0);
        Refused(CommandStatus.BadParam, Opcode.SetIcmSize, 0x1001);
        Refused(CommandStatus.ExceedLimit, Opcode.SetIcmSize, _driver.Card.Options.MaxIcmSize + 0x1000);
        RefusedMap(CommandStatus.BadSysState, Opcode.MapIcmAux, (0, _driver.Host.Allocate(1), 0));
        _driver.SetIcmSize();
        Refused(CommandStatus.BadSysState, Opcode.SetIcmSize, 0x1000);
    }

    [Fact]
    public void Context_memory_before_its_auxiliary_pages()
    {
        _driver.RunFirmware();
        RawDriver.Ok(_driver.Execute(Opcode.SetIcmSize, RawDriver.IcmSize));
        RefusedMap(CommandStatus.BadSysState, Opcode.MapIcm, (0, _driver.Host.Allocate(1), 0));
    }

    [Fact]
    public void Context_memory_out_of_range()
    {
        _driver.RunFirmware();
        _driver.SetIcmSize();
        ulong page = _driver.Host.Allocate(1);
        RefusedMap(CommandStatus.BadParam, Opcode.MapIcm, (0x800, page, 0));
        RefusedMap(CommandStatus.BadParam, Opcode.MapIcm, (RawDriver.IcmSize + 0x4_0000, page, 0));
        RefusedMap(CommandStatus.BadParam, Opcode.MapIcm, (0xffff_ffff_ffff_f000, page, 0));
        // EQ contexts for more EQs than there is room for end in the chunk after the last.
        RawDriver.Ok(_driver.Map(Opcode.MapIcm, (RawDriver.IcmSize + 0x3_f000, page, 0)));
    }

    [Fact]
    public void Context_memory_mapped_twice()
    {
        _driver.RunFirmware();
        _driver.SetIcmSize();
        ulong pages = _driver.Host.Allocate(64);
        RawDriver.Ok(_driver.Map(Opcode.MapIcm, (0x4_3000, pages, 1)));
        RefusedMap(CommandStatus.BadResourceState, Opcode.MapIcm, (0x4_4000, pages, 0));
        // Nothing of a list is mapped if one of it is refused; the second block crosses two chunks.
        RefusedMap(CommandStatus.BadResourceState, Opcode.MapIcm, (0x10_0000, pages, 0), (0x3_8000, pages, 4));
        RefusedMap(CommandStatus.BadResourceState, Opcode.MapIcm, (0x10_0000, pages, 0), (0x10_0000, pages, 0));
        RawDriver.Ok(_driver.Map(Opcode.MapIcm, (0x4_5000, pages, 0)));
    }

    [Fact]
    public void Context_memory_unmapped_that_is_not_mapped()
    {
        _driver.RunFirmware();
        _driver.SetIcmSize();
        Refused(CommandStatus.BadResourceState, Opcode.UnmapIcm, 0, 64);
        Refused(CommandStatus.BadParam, Opcode.UnmapIcm, 0x100, 64);
        Refused(CommandStatus.BadParam, Opcode.UnmapIcm, 0xffff_ffff_ffff_f000, 64);
        RawDriver.Ok(_driver.Map(Opcode.MapIcm, (0, _driver.Host.Allocate(4), 2)));
        Refused(CommandStatus.BadParam, Opcode.UnmapIcm, 0, 0);
        Refused(CommandStatus.BadSysState, Opcode.UnmapIcmAux);
        // A whole chunk may be unmapped of which only four pages are mapped.
        RawDriver.Ok(_driver.Execute(Opcode.UnmapIcm, 0, 64));
        Refused(CommandStatus.BadResourceState, Opcode.UnmapIcm, 0, uint.MaxValue);
    }

    [Fact]
    public void Part_of_a_chunk_can_be_unmapped()
    {
        _driver.RunFirmware();
        _driver.SetIcmSize();
        RawDriver.Ok(_driver.Map(Opcode.MapIcm, (0x4_0000, _driver.Host.Allocate(64), 6)));
        RawDriver.Ok(_driver.Execute(Opcode.UnmapIcm, 0x4_1000, 3));
        Assert.Equal(61u, _driver.Card.Ledger.Total("ICM chunk"));
        Refused(CommandStatus.BadResourceState, Opcode.UnmapIcm, 0x4_1000, 3);
    }

    [Theory]
    [InlineData(0x000, 1, CommandStatus.BadParam)] // version
    [InlineData(0x12a, 11, CommandStatus.BadParam)] // more UARs than there are
    [InlineData(0x12b, 1, CommandStatus.BadParam)]
    [InlineData(0x05b, 0xf0, CommandStatus.BadParam)] // a stride that is too long
    [InlineData(0x037, 25, CommandStatus.ExceedLimit)] // too many QPs, SRQs, CQs, EQs, MPTs
    [InlineData(0x04f, 25, CommandStatus.ExceedLimit)]
    [InlineData(0x057, 25, CommandStatus.ExceedLimit)]
    [InlineData(0x087, 9, CommandStatus.ExceedLimit)]
    [InlineData(0x0fb, 25, CommandStatus.ExceedLimit)]
    [InlineData(0x032, 1, CommandStatus.BadParam)] // a table out of range
    [InlineData(0x066, 1, CommandStatus.BadParam)] // and one that begins within a page
    public void Parameters_of_the_HCA(int offset, byte value, object status)
    {
        _driver.RunFirmware();
        _driver.SetIcmSize();
        _driver.MapTables();
        _driver.PutHcaParameters();
        _driver.Input[offset] = value;
        Refused((CommandStatus)status, Opcode.InitHca, _driver.In);
    }

    [Fact]
    public void An_HCA_whose_reserved_contexts_are_not_mapped()
    {
        _driver.RunFirmware();
        _driver.SetIcmSize();
        _driver.MapTables();
        _driver.PutHcaParameters();
        foreach (ulong table in RawDriver.Tables)
        {
            RawDriver.Ok(_driver.Execute(Opcode.UnmapIcm, table, 1));
            Refused(CommandStatus.IcmError, Opcode.InitHca, _driver.In);
            ulong page = _driver.Host.Allocate(1);
            byte[] parameters = _driver.Input.ToArray();
            RawDriver.Ok(_driver.Map(Opcode.MapIcm, (table, page, 0)));
            parameters.CopyTo(_driver.Input);
        }
        RawDriver.Ok(_driver.ExecuteIn(Opcode.InitHca));
    }

    [Theory]
    [InlineData(0, CommandStatus.BadResource)]
    [InlineData(3, CommandStatus.BadResource)]
    [InlineData(128, CommandStatus.BadIndex)]
    [InlineData(0x7fff_ffff, CommandStatus.BadIndex)]
    public void EQ_numbers(uint number, object status)
    {
        _driver.BringUp();
        _driver.PutEqContext();
        Refused((CommandStatus)status, Opcode.Sw2HwEq, _driver.In, number);
        Refused((CommandStatus)status, Opcode.Hw2SwEq, 0, number, 1);
        Refused((CommandStatus)status, Opcode.QueryEq, 0, number);
        Refused((CommandStatus)status, Opcode.MapEq, 1, number);
    }

    [Fact]
    public void EQs_in_the_wrong_hands()
    {
        _driver.BringUp();
        _driver.PutEqContext();
        Refused(CommandStatus.BadResourceState, Opcode.Sw2HwEq, _driver.In, RawDriver.Eq);
        Refused(CommandStatus.BadResourceState, Opcode.Hw2SwEq, 0, RawDriver.Eq + 1, 1);
        Refused(CommandStatus.BadResourceState, Opcode.QueryEq, 0, RawDriver.Eq + 1);
        Refused(CommandStatus.BadResourceState, Opcode.MapEq, 1, RawDriver.Eq + 1);
    }

    [Theory]
    [InlineData(0x02, 0x00, CommandStatus.BadParam)] // not a state
    [InlineData(0x0b, 0x10, CommandStatus.BadParam)] // the ring begins within an entry
    [InlineData(0x0c, 21, CommandStatus.BadParam)] // too long
    [InlineData(0x17, 128, CommandStatus.BadParam)] // no such vector
    [InlineData(0x18, 9, CommandStatus.BadParam)] // pages too large
    [InlineData(0x1f, 0x04, CommandStatus.BadParam)] // not the start of a translation
    [InlineData(0x1b, 0x01, CommandStatus.IcmError)] // a translation that is not mapped
    [InlineData(0x1f, 0x08, CommandStatus.IcmError)] // one that is not present
    [InlineData(0x0c, 8, CommandStatus.IcmError)] // a ring of two pages, the second not present
    public void EQ_contexts(int offset, byte value, object status)
    {
        _driver.BringUp();
        _driver.PutEqContext();
        _driver.Input[offset] = value;
        Refused((CommandStatus)status, Opcode.Sw2HwEq, _driver.In, RawDriver.Eq + 1);
    }

    [Fact]
    public void A_ring_that_the_host_does_not_map()
    {
        _driver.BringUp();
        _driver.PutEqContext();
        Assert.True(_driver.Card.Icm.TryMemory(RawDriver.MttBase, 8, out Span<byte> translation));
        BinaryPrimitives.WriteUInt64BigEndian(translation, _driver.Host.End | 1);
        Refused(CommandStatus.IcmError, Opcode.Sw2HwEq, _driver.In, RawDriver.Eq + 1);
    }

    [Theory]
    [InlineData(0x41, CommandStatus.BadParam)]
    [InlineData(0x38, CommandStatus.BadIndex)]
    [InlineData(1 << 18, CommandStatus.BadIndex)]
    public void Special_QPs(uint first, object status)
    {
        _driver.BringUp();
        Refused((CommandStatus)status, Opcode.ConfSpecialQp, modifier: first);
    }

    [Fact]
    public void A_port_type_that_the_port_has_not()
    {
        var options = new ConnectX3Options { Port1 = new PortOptions { Supported = LinkType.Ethernet, Suggested = LinkType.Ethernet } };
        var driver = new RawDriver(options);
        driver.BringUp();
        driver.ClearInput();
        Assert.Equal(CommandStatus.BadParam, driver.ExecuteIn(Opcode.SetPort, 1));
    }

    [Fact]
    public void Management_packets_that_are_none()
    {
        _driver.BringUp();
        _driver.ClearInput();
        Refused(CommandStatus.BadPacket, Opcode.MadIfc, _driver.In, 1, 3);
    }

    [Fact]
    public void Restrictions_of_management_packets_that_the_card_does_not_know()
    {
        _driver.BringUp();
        _driver.ClearInput();
        RawDriver.Ok(_driver.ExecuteIn(Opcode.MadDemux, 1));
        _driver.Input[0x13] = 1;
        Refused(CommandStatus.BadParam, Opcode.MadDemux, _driver.In, 1);
    }

    [Fact]
    public void A_page_size_that_the_firmware_has_not()
    {
        _driver.RunFirmware();
        _driver.ClearInput();
        _driver.Input[0x02] = 1;
        RawDriver.Ok(_driver.ExecuteIn(Opcode.ModStatCfg));
        Refused(CommandStatus.BadParam, Opcode.ModStatCfg, _driver.In, 0x100);
        _driver.Input[0x03] = 1;
        Refused(CommandStatus.BadParam, Opcode.ModStatCfg, _driver.In);
    }

    private void Refused(CommandStatus status, Opcode opcode, ulong input = 0, uint modifier = 0, byte opcodeModifier = 0)
    {
        var before = _driver.Card.Ledger.Entries;
        Assert.Equal(status, _driver.Execute(opcode, input, modifier, opcodeModifier));
        Assert.Equal(before, _driver.Card.Ledger.Entries);
    }

    private void RefusedMap(CommandStatus status, Opcode opcode, params (ulong Virtual, ulong Address, int LogPages)[] blocks)
    {
        var before = _driver.Card.Ledger.Entries;
        Assert.Equal(status, _driver.Map(opcode, blocks));
        Assert.Equal(before, _driver.Card.Ledger.Entries);
    }
}
