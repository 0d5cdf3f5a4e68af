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
    public void Unknown_commands(ushort opcode) => _driver.Refuses(CommandStatus.BadOp, (Opcode)opcode);

    [Fact]
    public void QUERY_FUNC_without_system_EQs()
    {
        _driver.BringUp();
        _driver.Refuses(CommandStatus.BadOp, Opcode.QueryFunc);
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
    public void Before_the_firmware_runs(object opcode) => _driver.Refuses(CommandStatus.BadSysState, (Opcode)opcode);

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
        _driver.Refuses(CommandStatus.BadSysState, (Opcode)opcode, modifier: RawDriver.Eq);
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
        _driver.Refuses(CommandStatus.BadSysState, (Opcode)opcode, modifier: (Opcode)opcode is Opcode.MapFa or Opcode.MapIcmAux ? 1u : 0);
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
        _driver.Refuses(CommandStatus.BadParam, (Opcode)opcode, _driver.In, modifier, opcodeModifier);
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
        _driver.Refuses(CommandStatus.BadIndex, (Opcode)opcode, _driver.In, 0);
        _driver.Refuses(CommandStatus.BadIndex, (Opcode)opcode, _driver.In, 3);
    }

    [Fact]
    public void Counters_that_do_not_exist()
    {
        _driver.BringUp();
        RawDriver.Ok(_driver.Execute(Opcode.QueryIfStat, modifier: 255 | (1u << 31)));
        _driver.Refuses(CommandStatus.BadIndex, Opcode.QueryIfStat, modifier: 256);
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
        _driver.Refuses((CommandStatus)status, Opcode.InitHca, _driver.In);
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
            _driver.Refuses(CommandStatus.IcmError, Opcode.InitHca, _driver.In);
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
        _driver.Refuses((CommandStatus)status, Opcode.Sw2HwEq, _driver.In, number);
        _driver.Refuses((CommandStatus)status, Opcode.Hw2SwEq, 0, number, 1);
        _driver.Refuses((CommandStatus)status, Opcode.QueryEq, 0, number);
        _driver.Refuses((CommandStatus)status, Opcode.MapEq, 1, number);
    }

    [Fact]
    public void EQs_in_the_wrong_hands()
    {
        _driver.BringUp();
        _driver.PutEqContext();
        _driver.Refuses(CommandStatus.BadResourceState, Opcode.Sw2HwEq, _driver.In, RawDriver.Eq);
        _driver.Refuses(CommandStatus.BadResourceState, Opcode.Hw2SwEq, 0, RawDriver.Eq + 1, 1);
        _driver.Refuses(CommandStatus.BadResourceState, Opcode.QueryEq, 0, RawDriver.Eq + 1);
        _driver.Refuses(CommandStatus.BadResourceState, Opcode.MapEq, 1, RawDriver.Eq + 1);
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
        _driver.Refuses((CommandStatus)status, Opcode.Sw2HwEq, _driver.In, RawDriver.Eq + 1);
    }

    [Fact]
    public void A_ring_that_the_host_does_not_map()
    {
        _driver.BringUp();
        _driver.PutEqContext();
        Assert.True(_driver.Card.Icm.TryMemory(RawDriver.MttBase, 8, out Span<byte> translation));
        BinaryPrimitives.WriteUInt64BigEndian(translation, _driver.Host.End | 1);
        _driver.Refuses(CommandStatus.IcmError, Opcode.Sw2HwEq, _driver.In, RawDriver.Eq + 1);
    }

    [Theory]
    [InlineData(0x41, CommandStatus.BadParam)]
    [InlineData(0x38, CommandStatus.BadIndex)]
    [InlineData(1 << 18, CommandStatus.BadIndex)]
    public void Special_QPs(uint first, object status)
    {
        _driver.BringUp();
        _driver.Refuses((CommandStatus)status, Opcode.ConfSpecialQp, modifier: first);
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
        _driver.Refuses(CommandStatus.BadPacket, Opcode.MadIfc, _driver.In, 1, 3);
    }

    [Fact]
    public void Restrictions_of_management_packets_that_the_card_does_not_know()
    {
        _driver.BringUp();
        _driver.ClearInput();
        RawDriver.Ok(_driver.ExecuteIn(Opcode.MadDemux, 1));
        _driver.Input[0x13] = 1;
        _driver.Refuses(CommandStatus.BadParam, Opcode.MadDemux, _driver.In, 1);
    }

    [Fact]
    public void A_page_size_that_the_firmware_has_not()
    {
        _driver.RunFirmware();
        _driver.ClearInput();
        _driver.Input[0x02] = 1;
        RawDriver.Ok(_driver.ExecuteIn(Opcode.ModStatCfg));
        _driver.Refuses(CommandStatus.BadParam, Opcode.ModStatCfg, _driver.In, 0x100);
        _driver.Input[0x03] = 1;
        _driver.Refuses(CommandStatus.BadParam, Opcode.ModStatCfg, _driver.In);
    }
}
