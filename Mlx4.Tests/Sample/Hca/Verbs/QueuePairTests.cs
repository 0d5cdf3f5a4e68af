using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Verbs;
using static Mlx4.Tests.Sample.Hca.Verbs.VerbsDriver;

namespace Mlx4.Tests.Sample.Hca.Verbs;

/// <summary>The states of a QP and what its context keeps of each command.</summary>
public class QueuePairTests
{
    private const uint Drained = 1u << 31;

    private static readonly Opcode[] Transitions =
    [
        Opcode.Init2InitQp, Opcode.Init2RtrQp, Opcode.Rtr2RtsQp, Opcode.Rts2RtsQp, Opcode.SqErr2RtsQp, Opcode.Rts2SqdQp, Opcode.Sqd2SqdQp,
        Opcode.Sqd2RtsQp,
    ];

    private readonly VerbsDriver _driver = new();

    public QueuePairTests() => _driver.CreateCq();

    [Fact]
    public void All_of_the_life_of_a_QP()
    {
        _driver.CreateQp();
        Assert.True(_driver.Ledger.Holds("QP", Qp));
        Assert.Equal(QueuePairState.Init, _driver.StateOf());
        _driver.Raw.ClearInput();
        foreach ((Opcode opcode, QueuePairState state) in new[]
        {
            (Opcode.Init2InitQp, QueuePairState.Init),
            (Opcode.Init2RtrQp, QueuePairState.ReadyToReceive),
            (Opcode.Rtr2RtsQp, QueuePairState.ReadyToSend),
            (Opcode.Rts2RtsQp, QueuePairState.ReadyToSend),
            (Opcode.Rts2SqdQp, QueuePairState.SendDrained),
            (Opcode.Sqd2SqdQp, QueuePairState.SendDrained),
            (Opcode.Sqd2RtsQp, QueuePairState.ReadyToSend),
            (Opcode.ToErrQp, QueuePairState.Error),
        })
        {
            RawDriver.Ok(_driver.Raw.ExecuteIn(opcode, Qp));
            Assert.Equal(state, _driver.StateOf());
        }
        RawDriver.Ok(_driver.Raw.Execute(Opcode.ToRstQp, modifier: Qp, opcodeModifier: 2));
        Assert.Equal(CommandStatus.BadQpState, _driver.Raw.Execute(Opcode.QueryQp, modifier: Qp));
        Assert.Equal(0UL, _driver.Ledger.Total("QP"));
    }

    [Theory]
    [InlineData(QueuePairState.Reset)]
    [InlineData(QueuePairState.Init, Opcode.Init2InitQp, Opcode.Init2RtrQp)]
    [InlineData(QueuePairState.ReadyToReceive, Opcode.Rtr2RtsQp)]
    [InlineData(QueuePairState.ReadyToSend, Opcode.Rts2RtsQp, Opcode.Rts2SqdQp)]
    [InlineData(QueuePairState.SendDrained, Opcode.Sqd2SqdQp, Opcode.Sqd2RtsQp)]
    [InlineData(QueuePairState.SendError, Opcode.SqErr2RtsQp)]
    [InlineData(QueuePairState.Error)]
    public void Only_legal_transitions(object state, params object[] legal)
    {
        foreach (Opcode opcode in Transitions.Except(legal.Cast<Opcode>()))
        {
            Reach((QueuePairState)state);
            Assert.Equal(CommandStatus.BadQpState, _driver.Raw.ExecuteIn(opcode, Qp));
            RawDriver.Ok(_driver.Raw.Execute(Opcode.ToRstQp, modifier: Qp, opcodeModifier: 2));
        }
        foreach (Opcode opcode in legal.Cast<Opcode>())
        {
            Reach((QueuePairState)state);
            RawDriver.Ok(_driver.Raw.ExecuteIn(opcode, Qp));
            RawDriver.Ok(_driver.Raw.Execute(Opcode.ToRstQp, modifier: Qp, opcodeModifier: 3));
        }
    }

    /// <summary>Linux counts QPNs on beyond the table, so that one comes back late; the low bits are its place.</summary>
    [Fact]
    public void A_number_can_go_beyond_the_table()
    {
        const uint Later = Qp + (3 << 18);
        _driver.CreateQp(number: Later);
        Assert.Equal(Later, _driver.QpWord(0x10, Later));
        Assert.True(_driver.Ledger.Holds("QP", Qp));
        _driver.PutQp();
        Assert.Equal(CommandStatus.BadQpState, _driver.Raw.ExecuteIn(Opcode.Rst2InitQp, Qp));
        Assert.Equal(CommandStatus.BadQpState, _driver.Raw.Execute(Opcode.QueryQp, modifier: Qp));
    }

    [Theory]
    [InlineData(0x3fu, CommandStatus.BadResource)]
    [InlineData((1u << 18) + 0x3f, CommandStatus.BadResource)]
    [InlineData(1u << 24, CommandStatus.BadIndex)]
    [InlineData(0x400u, CommandStatus.IcmError)]
    public void Numbers_that_cannot_be(uint number, object status)
    {
        _driver.PutQp();
        Assert.Equal((CommandStatus)status, _driver.Raw.ExecuteIn(Opcode.Rst2InitQp, number));
        Assert.Equal(0UL, _driver.Ledger.Total("QP"));
    }

    [Theory]
    [InlineData(0x00, 2u << 16, CommandStatus.BadParam)] // reliable datagrams
    [InlineData(0x08, 0x0078_0200u, CommandStatus.BadParam)] // 2^15 receives
    [InlineData(0x08, 0x0000_7a00u, CommandStatus.BadParam)] // 2^15 sends
    [InlineData(0xc8, 20u << 24, CommandStatus.BadParam)] // pages of 4 GiB
    [InlineData(0xcc, 4u, CommandStatus.BadParam)] // between two translations
    [InlineData(0x7c, OtherCq, CommandStatus.BadResource)]
    [InlineData(0x9c, OtherCq, CommandStatus.BadResource)]
    [InlineData(0xac, (1u << 24) | Srq, CommandStatus.BadResource)]
    public void Contexts_that_cannot_be(int offset, uint value, object status)
    {
        _driver.PutQp();
        _driver.PutQpContext(offset, value);
        Assert.Equal((CommandStatus)status, _driver.Raw.ExecuteIn(Opcode.Rst2InitQp, Qp));
        Assert.Equal(0UL, _driver.Ledger.Total("QP"));
    }

    [Fact]
    public void A_QP_in_reset_stays_there()
    {
        RawDriver.Ok(_driver.Raw.Execute(Opcode.ToRstQp, modifier: Qp, opcodeModifier: 2));
        Assert.Equal(CommandStatus.BadQpState, _driver.Raw.ExecuteIn(Opcode.ToErrQp, Qp));
        Assert.Equal(CommandStatus.BadResource, _driver.Raw.Execute(Opcode.ToRstQp, modifier: 1, opcodeModifier: 2));
    }

    [Fact]
    public void A_command_takes_its_own_fields_and_the_optional_ones_that_the_mask_names()
    {
        const uint Qkey = 1 << 5;
        const uint PkeyIndex = 1 << 4;
        _driver.CreateQp();
        Modify(Opcode.Init2InitQp, Qkey, (0xa8, 0x1111), (0x14, 0x77));
        Assert.Equal(0x1111u, _driver.QpWord(0xa8));
        Assert.Equal(0u, _driver.QpWord(0x14));

        Modify(Opcode.Init2RtrQp, PkeyIndex, (0x08, 0x9e00_0000), (0x14, 0x77), (0x18, 0x5), (0x38, 0x8300_0000 | 0x4000_0000), (0xa8, 0x2222), (0xcc, 8));
        Assert.Equal(0x9e00_0000u, _driver.QpWord(0x08) & 0xff00_0000);
        Assert.Equal(0x77u, _driver.QpWord(0x14));
        Assert.Equal(5u, _driver.QpWord(0x18));
        Assert.Equal(0xc300_0000u, _driver.QpWord(0x38));
        Assert.Equal(0x1111u, _driver.QpWord(0xa8));
        Assert.Equal((uint)_driver.QpRing.MttOffset, _driver.QpWord(0xcc));

        Modify(Opcode.Rtr2RtsQp, 0, (0x70, 0x00ff_e000), (0x78, 0xabcdef));
        Assert.Equal(0x00e7_e000u, _driver.QpWord(0x70));
        Assert.Equal(0xabcdefu, _driver.QpWord(0x78));
    }

    [Fact]
    public void UPDATE_QP_changes_what_its_masks_name()
    {
        _driver.CreateQp();
        _driver.Raw.ClearInput();
        _driver.Raw.Put64(0x00, 1UL << 33);
        _driver.Raw.Put64(0x08, 1UL << 34 | 1UL << 46);
        _driver.Raw.Put32(0x20 + 0x1c, 0x0a0b_0c0d);
        _driver.Raw.Put32(0x20 + 0x38, 0xc300_0000);
        _driver.Raw.Put32(0x20 + 0xc0, uint.MaxValue);
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.UpdateQp, Qp));
        Assert.Equal(0x000b_0000u, _driver.QpWord(0x1c));
        Assert.Equal(0xc300_0000u, _driver.QpWord(0x38));
        Assert.Equal(1u << 30, _driver.QpWord(0xc0));
    }

    [Fact]
    public void A_drained_send_queue_is_told_if_asked_for()
    {
        _driver.CreateQp();
        _driver.MakeReady();
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.Rts2SqdQp, Qp | Drained));
        Assert.Equal(1, _driver.Events);
        Assert.Equal(0x03, _driver.Raw.Eqe(0)[1]);
        Assert.Equal(Qp, Get32(_driver.Raw.Eqe(0), 4));
        Assert.Equal(CommandStatus.BadIndex, _driver.Raw.ExecuteIn(Opcode.Sqd2RtsQp, Qp | Drained));
    }

    [Theory]
    [InlineData(Opcode.Rst2InitQp)]
    [InlineData(Opcode.Init2RtrQp)]
    [InlineData(Opcode.UpdateQp)]
    public void Mailboxes_that_are_not_there(object opcode)
    {
        if ((Opcode)opcode != Opcode.Rst2InitQp)
        {
            _driver.CreateQp();
        }
        Assert.Equal(CommandStatus.BadParam, _driver.Raw.Execute((Opcode)opcode, _driver.Raw.In + 0x100, Qp));
        Assert.Equal(CommandStatus.BadParam, _driver.Raw.Execute((Opcode)opcode, 0, Qp));
    }

    private void Reach(QueuePairState state)
    {
        if (state == QueuePairState.Reset)
        {
            return;
        }
        _driver.CreateQp();
        Opcode[] path = state switch
        {
            QueuePairState.Init => [],
            QueuePairState.ReadyToReceive => [Opcode.Init2RtrQp],
            QueuePairState.SendDrained => [Opcode.Init2RtrQp, Opcode.Rtr2RtsQp, Opcode.Rts2SqdQp],
            QueuePairState.Error => [Opcode.ToErrQp],
            _ => [Opcode.Init2RtrQp, Opcode.Rtr2RtsQp],
        };
        _driver.Raw.ClearInput();
        foreach (Opcode opcode in path)
        {
            RawDriver.Ok(_driver.Raw.ExecuteIn(opcode, Qp));
        }
        if (state == QueuePairState.SendError)
        {
            _driver.PutSend(0, opcode: 0x1f);
            _driver.RingSend();
        }
        Assert.Equal(state, _driver.StateOf());
    }

    private void Modify(Opcode opcode, uint optional, params (int Offset, uint Value)[] context)
    {
        _driver.Raw.ClearInput();
        _driver.Raw.Put32(0, optional);
        foreach ((int offset, uint value) in context)
        {
            _driver.PutQpContext(offset, value);
        }
        RawDriver.Ok(_driver.Raw.ExecuteIn(opcode, Qp));
    }
}
