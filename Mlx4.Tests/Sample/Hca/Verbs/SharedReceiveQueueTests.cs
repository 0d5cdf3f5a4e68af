using Mlx4.Sample.Hca.Commands;
using static Mlx4.Tests.Sample.Hca.Verbs.VerbsDriver;

namespace Mlx4.Tests.Sample.Hca.Verbs;

public class SharedReceiveQueueTests
{
    private readonly VerbsDriver _driver = new();

    [Fact]
    public void Handed_over_queried_and_given_back()
    {
        _driver.CreateSrq();
        Assert.True(_driver.Ledger.Holds("SRQ", Srq));
        RawDriver.Ok(_driver.Raw.Execute(Opcode.QuerySrq, modifier: Srq));
        Assert.Equal((4u << 24) | Srq, Get32(_driver.Raw.Output, 0x00));
        Assert.Equal(16u, Get32(_driver.Raw.Output, 0x1c));
        RawDriver.Ok(_driver.Raw.Execute(Opcode.Hw2SwSrq, modifier: Srq, opcodeModifier: 1));
        Assert.Equal(0UL, _driver.Ledger.Total("SRQ"));
        Assert.Equal(CommandStatus.BadResourceState, _driver.Raw.Execute(Opcode.Hw2SwSrq, modifier: Srq, opcodeModifier: 1));
    }

    [Fact]
    public void The_limit_is_what_it_was_armed_with()
    {
        _driver.CreateSrq();
        RawDriver.Ok(_driver.Raw.Execute(Opcode.ArmSrq, 15, Srq));
        RawDriver.Ok(_driver.Raw.Execute(Opcode.QuerySrq, modifier: Srq));
        Assert.Equal(15, Get16(_driver.Raw.Output, 0x1c));
        Assert.Equal(CommandStatus.BadParam, _driver.Raw.Execute(Opcode.ArmSrq, 16, Srq));
        Assert.Equal(CommandStatus.BadParam, _driver.Raw.Execute(Opcode.ArmSrq, 1UL << 32, Srq));
    }

    [Fact]
    public void It_is_not_given_back_while_a_QP_uses_it()
    {
        _driver.CreateSrq();
        _driver.CreateCq();
        _driver.PutQp();
        // What Linux writes if there is no receive queue: its size as nothing.
        _driver.PutQpContext(0x08, 0x00fc_1a00);
        _driver.PutQpContext(0xac, (1 << 24) | Srq);
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.Rst2InitQp, Qp));
        Assert.Equal(CommandStatus.ResourceBusy, _driver.Raw.Execute(Opcode.Hw2SwSrq, modifier: Srq, opcodeModifier: 1));
        RawDriver.Ok(_driver.Raw.Execute(Opcode.ToRstQp, modifier: Qp, opcodeModifier: 2));
        RawDriver.Ok(_driver.Raw.Execute(Opcode.Hw2SwSrq, modifier: Srq));
        Assert.Equal((4u << 24) | Srq, Get32(_driver.Raw.Output, 0x00));
    }

    [Fact]
    public void One_for_XRC_uses_a_CQ()
    {
        _driver.PutSrq(cq: Cq);
        Assert.Equal(CommandStatus.BadResource, _driver.Raw.ExecuteIn(Opcode.Sw2HwSrq, Srq));
        _driver.CreateCq();
        _driver.PutSrq(cq: Cq);
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.Sw2HwSrq, Srq));
        Assert.Equal(CommandStatus.ResourceBusy, _driver.Raw.Execute(Opcode.Hw2SwCq, modifier: Cq, opcodeModifier: 1));
        RawDriver.Ok(_driver.Raw.Execute(Opcode.Hw2SwSrq, modifier: Srq, opcodeModifier: 1));
        RawDriver.Ok(_driver.Raw.Execute(Opcode.Hw2SwCq, modifier: Cq, opcodeModifier: 1));
    }

    [Theory]
    [InlineData(0x3fu, CommandStatus.BadResource)]
    [InlineData(0x1_0000u, CommandStatus.BadIndex)]
    [InlineData(0x1000u, CommandStatus.IcmError)]
    public void Numbers_that_cannot_be(uint number, object status)
    {
        _driver.PutSrq();
        Assert.Equal((CommandStatus)status, _driver.Raw.ExecuteIn(Opcode.Sw2HwSrq, number));
    }

    [Fact]
    public void Refusals()
    {
        _driver.PutSrq(logEntries: 15);
        Assert.Equal(CommandStatus.BadParam, _driver.Raw.ExecuteIn(Opcode.Sw2HwSrq, Srq));
        Assert.Equal(CommandStatus.BadParam, _driver.Raw.Execute(Opcode.Sw2HwSrq, _driver.Raw.In + 0x100, Srq));
        Assert.Equal(CommandStatus.BadResourceState, _driver.Raw.Execute(Opcode.ArmSrq, 1, Srq));
        Assert.Equal(CommandStatus.BadResourceState, _driver.Raw.Execute(Opcode.QuerySrq, modifier: Srq));
        _driver.CreateSrq();
        _driver.PutSrq();
        Assert.Equal(CommandStatus.BadResourceState, _driver.Raw.ExecuteIn(Opcode.Sw2HwSrq, Srq));
    }
}
