using System.Buffers.Binary;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Ports;
using Mlx4.Sample.Hca.Verbs;
using Mlx4.Sample.Pci;
using static Mlx4.Tests.Sample.Hca.Verbs.VerbsDriver;

namespace Mlx4.Tests.Sample.Hca.Verbs;

/// <summary>What becomes of send work requests.</summary>
public class SendQueueTests
{
    private const uint BlueFlame = 4 << 20;

    private readonly VerbsDriver _driver = new();

    private PortCounters Counters
    {
        get
        {
            Assert.True(_driver.Raw.Card.Ports.TryGet(1, out Port? port));
            return port.Counters;
        }
    }

    [Fact]
    public void A_send_is_counted_dropped_and_completed()
    {
        _driver.BringUp();
        _driver.PutSend(0, bytes: 60);
        Assert.Equal("cccccccc", _driver.Owners(8));
        _driver.RingSend();
        Assert.Equal("send 0 a 60", _driver.Completion(0));
        Assert.Equal(Qp, Get32(_driver.Cqe(0), 0));
        Assert.Equal("dccccccc", _driver.Owners(8));
        Assert.Equal((1UL, 60UL), (Counters.SentPackets, Counters.SentBytes));
        Assert.Equal(1u, _driver.QpWord(0xb4) & 0xffff);
    }

    [Fact]
    public void Short_frames_of_the_Ethernet_port_that_the_schedule_names_are_padded()
    {
        var driver = new VerbsDriver(new ConnectX3Options { FirmwarePages = 16, Ports = 2 });
        RawDriver.Ok(driver.CreateRegion());
        driver.CreateCq();
        driver.PutQp(ServiceType.Raw);
        driver.PutQpContext(0x38, 0xc300_0000);
        RawDriver.Ok(driver.Raw.ExecuteIn(Opcode.Rst2InitQp, Qp));
        RawDriver.Ok(driver.Raw.ExecuteIn(Opcode.Init2RtrQp, Qp));
        RawDriver.Ok(driver.Raw.ExecuteIn(Opcode.Rtr2RtsQp, Qp));
        RawDriver.Ok(driver.Raw.Execute(Opcode.SetPort, driver.Raw.Host.Allocate(1), 2, 1));
        driver.PutSend(0, bytes: 42);
        driver.PutSend(1, bytes: 100);
        driver.RingSend();
        Assert.Equal("send 0 a 42", driver.Completion(0));
        Assert.True(driver.Raw.Card.Ports.TryGet(2, out Port? port));
        Assert.Equal((2UL, 160UL), (port.Counters.SentPackets, port.Counters.SentBytes));
    }

    [Fact]
    public void Only_requests_that_ask_for_it_are_completed()
    {
        _driver.BringUp();
        _driver.PutSend(0, signals: false);
        _driver.PutSend(1);
        _driver.RingSend();
        Assert.Equal("send 1 a 100", _driver.Completion(0));
        Assert.Equal("dccccccc", _driver.Owners(8));
        Assert.Equal(2UL, Counters.SentPackets);
    }

    [Fact]
    public void The_ring_is_used_again_and_again()
    {
        _driver.BringUp(logSends: 2, logCq: 4);
        for (uint i = 0; i < 11; i++)
        {
            _driver.PutSend(i, bytes: i, logSends: 2);
            _driver.RingSend();
            Assert.Equal($"send {i} a {i}", _driver.Completion((int)i));
        }
        Assert.Equal(11UL, Counters.SentPackets);
    }

    [Fact]
    public void A_doorbell_without_a_request_finds_none()
    {
        _driver.BringUp();
        _driver.RingSend();
        _driver.PutSend(0);
        _driver.RingSend();
        _driver.RingSend();
        Assert.Equal("dccccccc", _driver.Owners(8));
        Assert.Equal(1UL, Counters.SentPackets);
    }

    /// <summary>What is done with, Linux stamps with the owner of the pass that is over; and a headroom with all ones.</summary>
    [Theory]
    [InlineData(0x7fff_ffffu, 9)]
    [InlineData(0xffff_ffffu, 1)]
    public void Stamped_entries_are_not_requests(uint stamp, uint at)
    {
        _driver.BringUp(logCq: 4);
        for (uint i = 0; i < at; i++)
        {
            _driver.PutSend(i);
            _driver.RingSend();
        }
        _driver.SendEntry(at).Fill(0xff);
        BinaryPrimitives.WriteUInt32BigEndian(_driver.SendEntry(at), stamp);
        _driver.RingSend();
        Assert.Equal(at, (uint)Counters.SentPackets);
    }

    [Fact]
    public void A_long_request_takes_several_entries_and_goes_on_at_the_start_of_the_ring()
    {
        _driver.BringUp();
        for (uint i = 0; i < 6; i++)
        {
            _driver.PutSend(i);
        }
        _driver.RingSend();

        // Control, ten pieces: 176 bytes, entries 6, 7 and 0.
        _driver.PutSend(6);
        _driver.SendEntry(6)[0x07] = 11;
        for (int piece = 0; piece < 10; piece++)
        {
            int at = 16 + (piece * 16);
            Span<byte> unit = _driver.SendEntry(6 + (uint)(at / Stride))[(at % Stride)..];
            BinaryPrimitives.WriteUInt32BigEndian(unit, 10);
            BinaryPrimitives.WriteUInt32BigEndian(unit[4..], Key);
        }
        _driver.RingSend();
        Assert.Equal("send 6 a 100", _driver.Completion(6));
        _driver.PutSend(9);
        _driver.RingSend();
        Assert.Equal("send 9 a 100", _driver.Completion(7));
    }

    [Fact]
    public void Inline_data_need_no_key()
    {
        _driver.BringUp();
        _driver.PutSend(0);
        _driver.SendEntry(0)[0x07] = 3;
        BinaryPrimitives.WriteUInt32BigEndian(_driver.SendEntry(0)[0x10..], (1u << 31) | 17);
        _driver.RingSend();
        Assert.Equal("send 0 a 17", _driver.Completion(0));
    }

    [Fact]
    public void The_reserved_key_is_good_for_all_memory()
    {
        _driver.BringUp();
        _driver.PutSend(0, key: Capabilities.ReservedKey);
        _driver.RingSend();
        Assert.Equal("send 0 a 100", _driver.Completion(0));
    }

    [Fact]
    public void A_send_is_counted_by_the_QP_s_counter_too()
    {
        RawDriver.Ok(_driver.CreateRegion());
        _driver.CreateCq();
        _driver.PutQp(ServiceType.Raw);
        _driver.PutQpContext(0x1c, 7 << 24);
        RawDriver.Ok(_driver.Give(Opcode.Rst2InitQp, Qp));
        _driver.MakeReady();
        _driver.PutSend(0);
        _driver.RingSend();
        RawDriver.Ok(_driver.Raw.Execute(Opcode.QueryIfStat, modifier: 7));
        Assert.Equal((1UL, 100UL), (Get64(0x20), Get64(0x28)));

        ulong Get64(int offset) => BinaryPrimitives.ReadUInt64BigEndian(_driver.Raw.Output[offset..]);
    }

    [Fact]
    public void A_large_send_is_counted_packet_by_packet()
    {
        _driver.BringUp();
        _driver.PutSend(0, opcode: LargeSend);
        Span<byte> entry = _driver.SendEntry(0);
        entry[0x07] = 4;
        BinaryPrimitives.WriteUInt32BigEndian(entry[0x10..], (1000 << 16) | 20);
        BinaryPrimitives.WriteUInt32BigEndian(entry[0x30..], 2500);
        BinaryPrimitives.WriteUInt32BigEndian(entry[0x34..], Key);
        _driver.RingSend();
        Assert.Equal("send 0 e 2560", _driver.Completion(0));
        Assert.Equal((3UL, 2560UL), (Counters.SentPackets, Counters.SentBytes));
    }

    [Theory]
    [InlineData(ServiceType.UnreliableDatagram, Send, 3)]
    [InlineData(ServiceType.UnreliableConnection, Send, 0)]
    [InlineData(ServiceType.UnreliableConnection, 0x08, 1)] // an RDMA write names the other side's memory
    [InlineData(ServiceType.UnreliableConnection, 0x11, 2)] // an atomic operation its operands as well
    [InlineData(ServiceType.UnreliableConnection, 0x14, 3)] // and their masks
    public void What_comes_before_the_data_depends_on_the_service(object service, byte opcode, int units)
    {
        _driver.BringUp((ServiceType)service, logSends: 4);
        Span<byte> ring = _driver.Raw.Host.Memory(_driver.QpRing.Address, 0x400);
        ring[3] = opcode;
        ring[0x07] = (byte)(2 + units);
        ring[0x0b] = 0x0c;
        BinaryPrimitives.WriteUInt32BigEndian(ring[(16 + (units * 16))..], 33);
        BinaryPrimitives.WriteUInt32BigEndian(ring[(20 + (units * 16))..], Key);
        _driver.RingSend();
        Assert.Equal($"send 0 {opcode:x} 33", _driver.Completion(0));
    }

    [Fact]
    public void What_stays_in_the_card_is_not_counted()
    {
        _driver.BringUp(ServiceType.ReliableConnection);
        _driver.PutSend(0, opcode: Nop);
        _driver.PutSend(1, opcode: 0x1b);
        _driver.RingSend();
        Assert.Equal("send 0 0 0", _driver.Completion(0));
        Assert.Equal("send 1 1b 0", _driver.Completion(1));
        Assert.Equal(0UL, Counters.SentPackets);
    }

    [Fact]
    public void Nothing_is_sent_before_the_QP_is_ready_or_while_it_drains_or_is_suspended()
    {
        RawDriver.Ok(_driver.CreateRegion());
        _driver.CreateCq();
        _driver.CreateQp(ServiceType.Raw);
        _driver.PutSend(0);
        _driver.RingSend();
        Assert.Equal(0UL, Counters.SentPackets);
        _driver.MakeReady();
        Assert.Equal(1UL, Counters.SentPackets);

        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.Rts2SqdQp, Qp));
        _driver.PutSend(1);
        _driver.RingSend();
        Assert.Equal(1UL, Counters.SentPackets);
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.Sqd2RtsQp, Qp));
        Assert.Equal(2UL, Counters.SentPackets);

        RawDriver.Ok(_driver.Raw.Execute(Opcode.SuspendQp, modifier: Qp));
        Assert.Equal(CommandStatus.BadQpState, _driver.Raw.Execute(Opcode.SuspendQp, modifier: Qp));
        _driver.PutSend(2);
        _driver.RingSend();
        Assert.Equal(2UL, Counters.SentPackets);
        RawDriver.Ok(_driver.Raw.Execute(Opcode.UnsuspendQp, modifier: Qp));
        Assert.Equal(3UL, Counters.SentPackets);
    }

    [Fact]
    public void Another_page_rings_for_nobody()
    {
        _driver.BringUp();
        _driver.PutSend(0);
        _driver.RingSend(page: Page + 1);
        _driver.RingSend(number: Qp + 1);
        Assert.Equal(0UL, Counters.SentPackets);
    }

    [Theory]
    [InlineData(0, 8, true)]
    [InlineData(0x100, 8, true)]
    [InlineData(4, 4, true)]
    [InlineData(0, 4, false)]
    [InlineData(8, 8, false)]
    [InlineData(0x1000, 8, false)] // the page of another program
    public void A_request_written_to_BlueFlame_is_a_doorbell(uint offset, int length, bool rings)
    {
        _driver.BringUp();
        _driver.PutSend(0);
        byte[] data = new byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(4), (Qp << 8) | 2);
        _driver.Raw.Function.Write(PciRegion.Bar2, BlueFlame + (Page << 12) + offset, length == 8 ? data : data.AsSpan(4));
        Assert.Equal(rings ? 1UL : 0, Counters.SentPackets);
    }

    /// <summary>As Linux does it for the target side of XRC.</summary>
    [Fact]
    public void A_QP_without_a_send_queue_sends_nothing()
    {
        _driver.CreateCq();
        _driver.PutQp(ServiceType.ExtendedReliableConnection);
        _driver.PutQpContext(0x08, 0x0000_fc00);
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.Rst2InitQp, Qp));
        _driver.MakeReady();
        _driver.PutSend(0);
        _driver.RingSend();
        Assert.Equal("cccccccc", _driver.Owners(8));
        Assert.Equal(QueuePairState.ReadyToSend, _driver.StateOf());
    }

    [Fact]
    public void The_queue_with_the_larger_entries_comes_first()
    {
        RawDriver.Ok(_driver.CreateRegion());
        _driver.CreateCq();
        _driver.PutQp(ServiceType.Raw);
        _driver.PutQpContext(0x08, ((3 << 3) | 3) << 16 | ((3 << 3) | 2) << 8);
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.Rst2InitQp, Qp));
        _driver.MakeReady();
        _driver.PutSend(0);
        Span<byte> ring = _driver.Raw.Host.Memory(_driver.QpRing.Address, 0x800);
        ring[..Stride].CopyTo(ring[0x400..]);
        ring[..Stride].Clear();
        _driver.RingSend();
        Assert.Equal("send 0 a 100", _driver.Completion(0));
    }
}
