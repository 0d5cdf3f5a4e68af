using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;
using static Mlx4.Tests.Sample.Hca.Verbs.VerbsDriver;

namespace Mlx4.Tests.Sample.Hca.Verbs;

/// <summary>What is left when the HCA stops or the card is reset.</summary>
public class VerbsLifetimeTests
{
    private static readonly string[] Kinds = ["MPT", "CQ", "SRQ", "QP"];

    private readonly VerbsDriver _driver = new();

    [Fact]
    public void All_are_in_the_ledger_with_the_command_that_took_them()
    {
        CreateAll();
        Assert.Equal(
            ["CQ 80 by SW2HW_CQ", "MPT 100 by SW2HW_MPT", "QP 48 by RST2INIT_QP", "SRQ 40 by SW2HW_SRQ"],
            _driver.Ledger.Entries.Where(entry => Kinds.Contains(entry.Resource)).Select(entry => $"{entry.Resource} {entry.Id:x} by {entry.By}"));
    }

    [Fact]
    public void A_closed_HCA_works_on_none_of_them_but_nobody_has_given_them_back()
    {
        CreateAll();
        RawDriver.Ok(_driver.Raw.Execute(Opcode.CloseHca));
        Assert.All(Kinds, kind => Assert.Equal(1UL, _driver.Ledger.Total(kind)));
        _driver.Raw.PutHcaParameters();
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.InitHca));
        _driver.Raw.CreateEq();
        _driver.RingSend();
        _driver.ArmCq(0);
        Assert.Equal(CommandStatus.BadQpState, _driver.Raw.Execute(Opcode.QueryQp, modifier: Qp));
        Assert.Equal(CommandStatus.BadResourceState, _driver.Raw.Execute(Opcode.QueryCq, modifier: Cq));

        // They can be handed over anew.
        CreateAll();
        Assert.All(Kinds, kind => Assert.Equal(1UL, _driver.Ledger.Total(kind)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_reset_leaves_none(bool byRegister)
    {
        CreateAll();
        RawDriver.Ok(_driver.Raw.Execute(Opcode.CloseHca));
        if (byRegister)
        {
            _driver.Raw.Write32(RawDriver.ResetRegister, 1);
        }
        else
        {
            _driver.Raw.Function.Reset();
        }
        Assert.True(_driver.Ledger.IsEmpty, _driver.Ledger.ToString());
    }

    [Theory]
    [InlineData(Opcode.Sw2HwMpt)]
    [InlineData(Opcode.Sw2HwCq)]
    [InlineData(Opcode.Sw2HwSrq)]
    [InlineData(Opcode.Rst2InitQp)]
    [InlineData(Opcode.SyncTpt)]
    [InlineData(Opcode.ReadMcg)]
    [InlineData(Opcode.QpFlowSteeringAttach)]
    public void Without_an_HCA_there_is_nothing(object opcode)
    {
        RawDriver.Ok(_driver.Raw.Execute(Opcode.CloseHca));
        Assert.Equal(CommandStatus.BadSysState, _driver.Raw.ExecuteIn((Opcode)opcode));
    }

    [Theory]
    [InlineData(0xd3, 5)]
    [InlineData(0xd3, 13)]
    [InlineData(0xd7, 14)]
    [InlineData(0x5b, 0x04)]
    public void INIT_HCA_refuses_sizes_that_cannot_be(int offset, byte value)
    {
        var raw = new RawDriver();
        raw.RunFirmware();
        raw.SetIcmSize();
        raw.MapTables();
        raw.PutHcaParameters();
        raw.Input[offset] = value;
        Assert.Equal(CommandStatus.BadParam, raw.ExecuteIn(Opcode.InitHca));
    }

    [Fact]
    public void The_limits_are_those_of_QUERY_DEV_CAP()
    {
        RawDriver.Ok(_driver.Raw.Execute(Opcode.QueryDevCap));
        Assert.Equal(Capabilities.LogMaxSrqEntries, _driver.Raw.Output[0x10]);
        Assert.Equal(Capabilities.LogMaxQpEntries, _driver.Raw.Output[0x11]);
        Assert.Equal(Capabilities.LogMaxCqEntries, _driver.Raw.Output[0x19]);
        Assert.Equal(Capabilities.ReservedKey, Get32(_driver.Raw.Output, 0x98));
        Assert.Equal(Capabilities.LogBlueFlame, _driver.Raw.Output[0x4d]);
        Assert.Equal(0u, _driver.Raw.Read32(0x8000, PciRegion.Bar2));
    }

    private void CreateAll()
    {
        _driver.BringUp();
        _driver.CreateSrq();
    }
}
