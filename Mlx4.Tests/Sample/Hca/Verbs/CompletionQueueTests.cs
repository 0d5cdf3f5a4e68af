using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Verbs;
using static Mlx4.Tests.Sample.Hca.Verbs.VerbsDriver;

namespace Mlx4.Tests.Sample.Hca.Verbs;

public class CompletionQueueTests
{
    private const uint TimeStamps = 1 << 19;
    private const uint Collapsed = 1 << 18;
    private const uint IgnoreOverrun = 1 << 17;

    private readonly VerbsDriver _driver = new();

    [Fact]
    public void Every_entry_is_the_cards_first()
    {
        _driver.CreateCq();
        Assert.Equal("cccccccc", _driver.Owners(8));
        Assert.Equal(0, _driver.Cqe(8)[0x1f]);
        Assert.True(_driver.Ledger.Holds("CQ", Cq));
    }

    [Fact]
    public void The_owner_bit_changes_with_every_pass()
    {
        _driver.BringUp(logCq: 2);
        SendMany(3);
        Assert.Equal("dddc", _driver.Owners(4));
        _driver.SetCqConsumer(3);
        SendMany(3, first: 3);
        Assert.Equal("ddcc", _driver.Owners(4, pass: 1));
        Assert.Equal("send 5 a 100", _driver.Completion(1));
    }

    [Fact]
    public void An_armed_queue_tells_once_by_its_event_queue()
    {
        _driver.BringUp();
        _driver.Raw.EnableMsiX(0);
        _driver.ArmCq(0);
        SendMany(2);
        Assert.Equal(1, _driver.Events);
        Assert.Equal(0x00, _driver.Raw.Eqe(0)[1]);
        Assert.Equal(Cq, Get32(_driver.Raw.Eqe(0), 4));
        Assert.Single(_driver.Raw.Host.InterruptsTaken);
    }

    [Fact]
    public void Arming_with_unread_entries_tells_at_once()
    {
        _driver.BringUp();
        SendMany(2);
        _driver.ArmCq(2);
        Assert.Equal(0, _driver.Events);
        _driver.ArmCq(1);
        Assert.Equal(1, _driver.Events);
    }

    [Fact]
    public void An_arm_in_two_halves_counts_too()
    {
        _driver.BringUp();
        _driver.Raw.Write32((Page << 12) + 0x24, 0, Mlx4.Sample.Pci.PciRegion.Bar2);
        SendMany(1);
        Assert.Equal(0, _driver.Events);
        _driver.Raw.Write32((Page << 12) + 0x20, (2 << 24) | Cq, Mlx4.Sample.Pci.PciRegion.Bar2);
        _driver.Raw.Write32((Page << 12) + 0x24, 0, Mlx4.Sample.Pci.PciRegion.Bar2);
        Assert.Equal(1, _driver.Events);
    }

    [Fact]
    public void A_doorbell_that_asks_for_nothing_is_not_heard()
    {
        _driver.BringUp();
        SendMany(1);
        _driver.ArmCq(0, kind: 0);
        _driver.ArmCq(0, kind: 3);
        Assert.Equal(0, _driver.Events);
        RawDriver.Ok(_driver.Raw.Execute(Opcode.QueryCq, modifier: Cq));
        Assert.Equal(0xau, (Get32(_driver.Raw.Output, 0) >> 8) & 0xf);
    }

    [Fact]
    public void Another_page_does_not_arm()
    {
        _driver.BringUp();
        _driver.ArmCq(0, page: Page + 1);
        SendMany(1);
        Assert.Equal(0, _driver.Events);
    }

    [Fact]
    public void Armed_for_solicited_ones_it_tells_of_those_and_of_errors()
    {
        _driver.BringUp();
        _driver.ArmCq(0, kind: 1);
        SendMany(1);
        Assert.Equal(0, _driver.Events);
        _driver.PutSend(1);
        _driver.SendEntry(1)[0x0b] |= 2;
        _driver.RingSend();
        Assert.Equal(1, _driver.Events);
        _driver.ArmCq(2, kind: 1);
        _driver.PutSend(2, key: 0x7777_00);
        _driver.RingSend();
        Assert.Equal(2, _driver.Events);
    }

    [Fact]
    public void A_full_queue_fails_with_an_event_and_takes_its_QP_along()
    {
        _driver.BringUp(logCq: 1);
        SendMany(3);
        Assert.Equal("dd", _driver.Owners(2));
        Assert.Equal("send 0 a 100", _driver.Completion(0));
        Assert.Equal(2, _driver.Events);
        Assert.Equal(0x04, _driver.Raw.Eqe(0)[1]);
        Assert.Equal(Cq, Get32(_driver.Raw.Eqe(0), 4));
        Assert.Equal(1, _driver.Raw.Eqe(0)[0x0f]);
        Assert.Equal(0x05, _driver.Raw.Eqe(1)[1]);
        Assert.Equal(Qp, Get32(_driver.Raw.Eqe(1), 4));
        Assert.Equal(QueuePairState.Error, _driver.StateOf());
        RawDriver.Ok(_driver.Raw.Execute(Opcode.QueryCq, modifier: Cq));
        Assert.Equal(9, _driver.Raw.Output[0] >> 4);
    }

    [Fact]
    public void The_doorbell_record_says_that_there_is_room()
    {
        _driver.BringUp(logCq: 1);
        SendMany(2);
        _driver.SetCqConsumer(1);
        SendMany(1, first: 2);
        Assert.Equal("dc", _driver.Owners(2, pass: 1));
        Assert.Equal(0, _driver.Events);
    }

    [Fact]
    public void A_queue_that_ignores_overruns_writes_on()
    {
        RawDriver.Ok(_driver.CreateRegion());
        _driver.CreateCq(logEntries: 1, IgnoreOverrun);
        _driver.CreateQp(ServiceType.Raw);
        _driver.MakeReady();
        SendMany(3);
        Assert.Equal("send 2 a 100", _driver.Completion(0));
        Assert.Equal(0, _driver.Events);
    }

    [Fact]
    public void A_collapsed_queue_has_one_entry()
    {
        RawDriver.Ok(_driver.CreateRegion());
        _driver.CreateCq(flags: Collapsed);
        _driver.CreateQp(ServiceType.Raw);
        _driver.MakeReady();
        SendMany(2);
        Assert.Equal("dccccccc", _driver.Owners(8));
        Assert.Equal("send 1 a 100", _driver.Completion(0));
    }

    [Fact]
    public void A_ring_that_is_gone_fails_the_queue()
    {
        _driver.BringUp();
        _driver.Translation((uint)(_driver.CqRing.MttOffset / 8)).Clear();
        SendMany(1);
        Assert.Equal(0x04, _driver.Raw.Eqe(0)[1]);
        Assert.Equal(2, _driver.Raw.Eqe(0)[0x0f]);
        RawDriver.Ok(_driver.Raw.Execute(Opcode.QueryCq, modifier: Cq));
        Assert.Equal(10, _driver.Raw.Output[0] >> 4);
    }

    [Theory]
    [InlineData(0, 0x40, 64, 32)] // the record is the second half
    [InlineData(2, 0, 128, 0)] // with a stride of its own, the beginning
    public void Entries_of_other_sizes(byte stride, byte flags, int size, int offset)
    {
        var driver = new VerbsDriver(parameters: raw =>
        {
            raw.Input[0x58] = flags;
            raw.Input[0x5b] = stride;
        });
        driver.BringUp(logCq: 2);
        driver.PutSend(0);
        driver.RingSend();
        Assert.Equal(0x4a, driver.Cqe(0, size)[offset + 0x1f]);
        Assert.Equal(0x80, driver.Cqe(1, size)[offset + 0x1f]);
    }

    [Fact]
    public void Time_stamps_are_the_cards_clock()
    {
        RawDriver.Ok(_driver.CreateRegion());
        _driver.CreateCq(flags: TimeStamps);
        _driver.CreateQp(ServiceType.Raw);
        _driver.MakeReady();
        _driver.Raw.Time.Advance(TimeSpan.FromMilliseconds(1));
        SendMany(1);
        ulong low = BinaryPrimitives.ReadUInt16BigEndian(_driver.Cqe(0)[0x1d..]);
        Assert.Equal(427_000UL, ((ulong)Get32(_driver.Cqe(0), 0x0c) << 16) | low);
    }

    [Fact]
    public void A_resized_queue_goes_on_in_its_new_ring()
    {
        _driver.BringUp(logCq: 1);
        SendMany(1);
        VerbsDriver.Buffer ring = _driver.Map(1);
        _driver.PutCqRing(ring, logEntries: 2);
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.ModifyCq, Cq));

        // The old ring ends with an entry that says so, which counts: the new one begins at 2, and 0 and 1 come with its second pass.
        Assert.Equal(0x16, _driver.Cqe(1)[0x1f]);
        SendMany(1, first: 1);
        ReadOnlySpan<byte> entries = _driver.Raw.Host.Memory(ring.Address, 128);
        Assert.Equal([0, 0, 0x4a, 0x80], [entries[0x1f], entries[0x3f], entries[0x5f], entries[0x7f]]);
        RawDriver.Ok(_driver.Raw.Execute(Opcode.QueryCq, modifier: Cq));
        Assert.Equal((2u << 24) | Page, Get32(_driver.Raw.Output, 0x0c));
        Assert.Equal((uint)ring.MttOffset, Get32(_driver.Raw.Output, 0x1c));
        Assert.Equal(3u, Get32(_driver.Raw.Output, 0x2c));
    }

    [Fact]
    public void A_full_queue_cannot_be_resized()
    {
        _driver.BringUp(logCq: 1);
        SendMany(2);
        _driver.PutCqRing(_driver.Map(1), logEntries: 2);
        Assert.Equal(CommandStatus.BadResourceState, _driver.Raw.ExecuteIn(Opcode.ModifyCq, Cq));
        _driver.Raw.Put32(0x0c, 23 << 24);
        Assert.Equal(CommandStatus.BadParam, _driver.Raw.ExecuteIn(Opcode.ModifyCq, Cq));
    }

    [Fact]
    public void Moderation_is_kept()
    {
        _driver.CreateCq();
        _driver.Raw.ClearInput();
        _driver.Raw.Put32(0x10, 0x0010_002c);
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.ModifyCq, Cq, 1));
        RawDriver.Ok(_driver.Raw.Execute(Opcode.QueryCq, modifier: Cq));
        Assert.Equal(0x0010_002cu, Get32(_driver.Raw.Output, 0x10));
        Assert.Equal((3u << 24) | Page, Get32(_driver.Raw.Output, 0x0c));
    }

    [Fact]
    public void A_query_tells_whether_it_is_armed()
    {
        _driver.CreateCq();
        Assert.Equal(0xau, State());
        _driver.ArmCq(0);
        Assert.Equal(0x9u, State());
        _driver.ArmCq(0, kind: 1);
        Assert.Equal(0x6u, State());

        uint State()
        {
            RawDriver.Ok(_driver.Raw.Execute(Opcode.QueryCq, modifier: Cq));
            return (Get32(_driver.Raw.Output, 0) >> 8) & 0xf;
        }
    }

    [Fact]
    public void It_is_not_given_back_while_a_QP_uses_it()
    {
        _driver.CreateCq();
        _driver.CreateQp();
        Assert.Equal(CommandStatus.ResourceBusy, _driver.Raw.Execute(Opcode.Hw2SwCq, modifier: Cq, opcodeModifier: 1));
        RawDriver.Ok(_driver.Raw.Execute(Opcode.ToRstQp, modifier: Qp, opcodeModifier: 2));
        RawDriver.Ok(_driver.Raw.Execute(Opcode.Hw2SwCq, modifier: Cq, opcodeModifier: 1));
        Assert.Equal(0UL, _driver.Ledger.Total("CQ"));
        Assert.Equal(CommandStatus.BadResourceState, _driver.Raw.Execute(Opcode.Hw2SwCq, modifier: Cq));
    }

    [Fact]
    public void It_can_be_given_back_with_its_context()
    {
        _driver.CreateCq();
        RawDriver.Ok(_driver.Raw.Execute(Opcode.Hw2SwCq, modifier: Cq));
        Assert.Equal((3u << 24) | Page, Get32(_driver.Raw.Output, 0x0c));
    }

    [Theory]
    [InlineData(0x7fu, CommandStatus.BadResource)]
    [InlineData(0x1_0000u, CommandStatus.BadIndex)]
    [InlineData(0x1000u, CommandStatus.IcmError)]
    public void Numbers_that_cannot_be(uint number, object status)
    {
        _driver.PutCq();
        Assert.Equal((CommandStatus)status, _driver.Raw.ExecuteIn(Opcode.Sw2HwCq, number));
        Assert.Equal(0UL, _driver.Ledger.Total("CQ"));
    }

    [Theory]
    [InlineData(0x0a, 0x0800_0008, CommandStatus.BadParam)] // page offset in the middle of an entry
    [InlineData(0x0c, 23 << 24, CommandStatus.BadParam)] // 2^23 entries
    [InlineData(0x18, 20 << 24, CommandStatus.BadParam)] // pages of 4 GiB
    [InlineData(0x1c, 0x1004, CommandStatus.BadParam)] // between two translations
    [InlineData(0x14, 5, CommandStatus.BadResource)] // EQ 5 does not exist
    [InlineData(0x1c, 0x4_0000, CommandStatus.IcmError)] // translations that are not mapped
    public void Contexts_that_cannot_be(int offset, uint value, object status)
    {
        _driver.PutCq();
        _driver.Raw.Put32(offset == 0x0a ? 0x08 : offset, offset == 0x0a ? value & 0xffff : value);
        Assert.Equal((CommandStatus)status, _driver.Raw.ExecuteIn(Opcode.Sw2HwCq, Cq));
        Assert.Equal(0UL, _driver.Ledger.Total("CQ"));
    }

    [Fact]
    public void Refusals()
    {
        Assert.Equal(CommandStatus.BadParam, _driver.Raw.Execute(Opcode.Sw2HwCq, _driver.Raw.In + 0x100, Cq));
        Assert.Equal(CommandStatus.BadResourceState, _driver.Raw.Execute(Opcode.QueryCq, modifier: Cq));
        Assert.Equal(CommandStatus.BadResourceState, _driver.Raw.ExecuteIn(Opcode.ModifyCq, Cq));
        _driver.CreateCq();
        _driver.PutCq();
        Assert.Equal(CommandStatus.BadResourceState, _driver.Raw.ExecuteIn(Opcode.Sw2HwCq, Cq));
        Assert.Equal(1UL, _driver.Ledger.Total("CQ"));
    }

    private void SendMany(uint count, uint first = 0)
    {
        for (uint i = first; i < first + count; i++)
        {
            _driver.PutSend(i);
        }
        _driver.RingSend();
    }
}
