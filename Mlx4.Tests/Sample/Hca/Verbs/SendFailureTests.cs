using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Ports;
using Mlx4.Sample.Hca.Verbs;
using static Mlx4.Tests.Sample.Hca.Verbs.VerbsDriver;

namespace Mlx4.Tests.Sample.Hca.Verbs;

/// <summary>Send work requests that fail, and what becomes of those behind them.</summary>
public class SendFailureTests
{
    private readonly VerbsDriver _driver = new();

    [Fact]
    public void The_key_that_Linux_ends_a_scatter_list_with_names_nothing()
    {
        _driver.BringUp();
        _driver.PutSend(0, key: 0x100);
        _driver.RingSend();
        Assert.Equal("send 0 failed 4", _driver.Completion(0));
    }

    /// <summary>At the other end of the cable nobody listens, so nobody acknowledges.</summary>
    [Fact]
    public void A_reliable_send_fails_and_what_is_behind_it_is_flushed()
    {
        _driver.BringUp(ServiceType.ReliableConnection);
        _driver.PutSend(0, signals: false);
        _driver.PutSend(1, signals: false);
        _driver.RingSend();
        Assert.Equal("send 0 failed 15", _driver.Completion(0));
        Assert.Equal("send 1 failed 5", _driver.Completion(1));
        Assert.Equal("ddcccccc", _driver.Owners(8));
        Assert.Equal(QueuePairState.Error, _driver.StateOf());
        Assert.True(_driver.Raw.Card.Ports.TryGet(1, out Port? port));
        Assert.Equal(1UL, port.Counters.SentPackets);
    }

    [Theory]
    [InlineData(Send, 0x0077_7700u, 2, "send 0 failed 4")] // a key of nothing
    [InlineData(0x1f, Key, 2, "send 0 failed 2")] // no such request
    [InlineData(LargeSend, Key, 2, "send 0 failed 2")] // without a segment size
    [InlineData(0x10, Key, 1, "send 0 failed 2")] // without its second part
    public void A_bad_request_stops_the_send_queue(byte opcode, uint key, byte units, string completion)
    {
        _driver.BringUp();
        _driver.PutSend(0, bytes: 0x7, key: key, opcode: opcode, signals: false);
        _driver.SendEntry(0)[0x07] = units;
        _driver.PutSend(1);
        _driver.RingSend();
        Assert.Equal(completion, _driver.Completion(0));
        Assert.Equal("send 1 failed 5", _driver.Completion(1));
        Assert.Equal(QueuePairState.SendError, _driver.StateOf());

        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.SqErr2RtsQp, Qp));
        _driver.PutSend(2);
        _driver.RingSend();
        Assert.Equal("send 2 a 100", _driver.Completion(2));
    }

    [Theory]
    [InlineData(0, 5, 0u)] // larger than the ring
    [InlineData(3, 2, (1u << 31) | 100)] // more bytes inline than there are
    public void A_request_that_does_not_fit_fails(int logSends, byte units, uint count)
    {
        _driver.BringUp(logSends: logSends);
        _driver.PutSend(0, bytes: count, logSends: logSends);
        _driver.SendEntry(0, logSends)[0x07] = units;
        _driver.RingSend();
        Assert.Equal("send 0 failed 2", _driver.Completion(0));
    }

    [Fact]
    public void A_ring_that_is_gone_stops_the_send_queue()
    {
        _driver.BringUp();
        _driver.Translation((uint)(_driver.QpRing.MttOffset / 8)).Clear();
        _driver.RingSend();
        _driver.RingSend();
        Assert.Equal("send 0 failed 2", _driver.Completion(0));
        Assert.Equal("dccccccc", _driver.Owners(8));
        Assert.Equal(QueuePairState.SendError, _driver.StateOf());
    }
}
