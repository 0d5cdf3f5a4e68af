using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Verbs;
using static Mlx4.Tests.Sample.Hca.Verbs.VerbsDriver;

namespace Mlx4.Tests.Sample.Hca.Verbs;

/// <summary>What is posted to a QP in the error state comes back: drivers wait for it before they free anything.</summary>
public class FlushTests
{
    private readonly VerbsDriver _driver = new();

    [Fact]
    public void Receives_are_flushed()
    {
        _driver.BringUp();
        _driver.PostReceives(2);
        Assert.Equal("cccccccc", _driver.Owners(8));
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.ToErrQp, Qp));
        Assert.Equal("receive 0 failed 5", _driver.Completion(0));
        Assert.Equal("receive 1 failed 5", _driver.Completion(1));
        Assert.Equal("ddcccccc", _driver.Owners(8));
        Assert.Equal(2u, _driver.QpWord(0xb4) >> 16);
    }

    /// <summary>A driver that drains a QP posts one more and waits. It tells of it in memory only.</summary>
    [Fact]
    public void A_receive_that_is_posted_after_the_error_is_flushed_with_the_next_access()
    {
        _driver.BringUp();
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.ToErrQp, Qp));
        _driver.ArmCq(0);
        _driver.PostReceives(1);
        Assert.Equal("cccccccc", _driver.Owners(8));
        _driver.Raw.Read32(0x1f020);
        Assert.Equal("receive 0 failed 5", _driver.Completion(0));
        Assert.Equal(1, _driver.Events);
    }

    [Fact]
    public void A_send_that_is_posted_after_the_error_is_flushed()
    {
        _driver.BringUp();
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.ToErrQp, Qp));
        _driver.PutSend(0, signals: false);
        _driver.RingSend();
        Assert.Equal("send 0 failed 5", _driver.Completion(0));
    }

    [Fact]
    public void A_failed_reliable_send_flushes_the_receives_as_well()
    {
        _driver.BringUp(ServiceType.ReliableConnection);
        _driver.PostReceives(1);
        _driver.PutSend(0);
        _driver.RingSend();
        Assert.Equal("send 0 failed 15", _driver.Completion(0));
        Assert.Equal("receive 0 failed 5", _driver.Completion(1));
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(9, 0)]
    [InlineData(0xffff, 0)]
    public void More_than_the_queue_holds_cannot_be_posted(uint posted, int flushed)
    {
        _driver.BringUp(logCq: 4);
        _driver.PostReceives(posted);
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.ToErrQp, Qp));
        Assert.Equal(new string('d', flushed) + new string('c', 16 - flushed), _driver.Owners(16));
    }

    [Fact]
    public void A_QP_on_an_SRQ_flushes_none_of_it_but_tells_that_it_takes_no_more()
    {
        _driver.CreateCq();
        _driver.CreateSrq();
        _driver.PutQp();
        _driver.PutQpContext(0xac, (1 << 24) | Srq);
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.Rst2InitQp, Qp));
        _driver.PostReceives(2);
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.ToErrQp, Qp));
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.ToErrQp, Qp));
        Assert.Equal("cccccccc", _driver.Owners(8));
        Assert.Equal(1, _driver.Events);
        Assert.Equal(0x13, _driver.Raw.Eqe(0)[1]);
        Assert.Equal(Qp, Get32(_driver.Raw.Eqe(0), 4));
    }

    [Fact]
    public void Nothing_is_flushed_by_a_reset()
    {
        _driver.BringUp();
        _driver.PostReceives(2);
        RawDriver.Ok(_driver.Raw.Execute(Opcode.ToRstQp, modifier: Qp, opcodeModifier: 2));
        _driver.Raw.Read32(0x1f020);
        Assert.Equal("cccccccc", _driver.Owners(8));
    }

    [Fact]
    public void Receives_go_to_their_own_CQ()
    {
        _driver.CreateCq();
        _driver.CreateCq(number: OtherCq);
        _driver.CreateQp(receiveCq: OtherCq);
        _driver.PostReceives(1);
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.ToErrQp, Qp));
        Assert.Equal("receive 0 failed 5", _driver.Completion(0));
    }
}
