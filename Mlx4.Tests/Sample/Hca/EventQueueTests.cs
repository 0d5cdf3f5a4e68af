using System.Buffers.Binary;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Memory;
using Mlx4.Sample.Hca.Ports;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca;

public class EventQueueTests
{
    private const int Entries = 1 << RawDriver.LogEqEntries;

    private readonly RawDriver _driver = new();

    [Fact]
    public void The_card_marks_every_entry_as_its_own_first()
    {
        _driver.BringUp();
        for (int i = 0; i < Entries; i++)
        {
            Assert.Equal(0x80, _driver.Eqe(i)[0x1f]);
        }
        Assert.Equal(0, _driver.Eqe(Entries)[0x1f]);
    }

    [Fact]
    public void The_owner_bit_changes_with_every_pass()
    {
        _driver.BringUp();
        for (int i = 0; i < 3 * Entries; i++)
        {
            ushort token = _driver.PostByEvent(Opcode.Nop);
            ReadOnlySpan<byte> entry = _driver.Eqe(i % Entries);
            Assert.Equal((i / Entries % 2) << 7, entry[0x1f] & 0x80);
            Assert.Equal(token, BinaryPrimitives.ReadUInt16BigEndian(entry[6..]));
            _driver.EqDoorbell(RawDriver.Eq, (uint)(i + 1), arm: true);
        }
    }

    [Fact]
    public void An_event_has_the_status_and_the_output_of_its_command()
    {
        _driver.BringUp();
        _driver.PostByEvent(Opcode.SensePort, modifier: 2);
        Assert.Equal((ulong)LinkType.Ethernet, BinaryPrimitives.ReadUInt64BigEndian(_driver.Eqe(0)[0x10..]));
        _driver.PostByEvent(Opcode.SensePort, modifier: 3);
        Assert.Equal((byte)CommandStatus.BadIndex, _driver.Eqe(1)[0x0f]);
        Assert.False(_driver.IsPending);
    }

    [Fact]
    public void A_queue_fires_once_until_it_is_armed_again()
    {
        _driver.BringUp();
        _driver.EnableMsiX(0);
        _driver.PostByEvent(Opcode.Nop);
        _driver.PostByEvent(Opcode.Nop);
        Assert.Single(_driver.Host.InterruptsTaken);
        _driver.EqDoorbell(RawDriver.Eq, 2, arm: false);
        _driver.PostByEvent(Opcode.Nop);
        Assert.Single(_driver.Host.InterruptsTaken);
        _driver.EqDoorbell(RawDriver.Eq, 3, arm: true);
        Assert.Single(_driver.Host.InterruptsTaken);
        _driver.PostByEvent(Opcode.Nop);
        Assert.Equal(2, _driver.Host.InterruptsTaken.Count);
    }

    [Fact]
    public void Arming_with_unread_entries_fires_at_once()
    {
        _driver.BringUp();
        _driver.EnableMsiX(0);
        _driver.PostByEvent(Opcode.Nop);
        _driver.PostByEvent(Opcode.Nop);
        _driver.EqDoorbell(RawDriver.Eq, 1, arm: true);
        Assert.Equal(2, _driver.Host.InterruptsTaken.Count);
    }

    [Fact]
    public void A_queue_interrupts_by_its_own_vector()
    {
        BringUpWithoutEq(_driver);
        _driver.CreateEq(number: 9, vector: 5);
        _driver.EnableMsiX(5);
        _driver.PostByEvent(Opcode.Nop);
        _driver.EqDoorbell(9, 1, arm: true);
        _driver.PostByEvent(Opcode.Nop);
        Assert.Equal([(PciInterrupt.MsiX, 5), (PciInterrupt.MsiX, 5)], _driver.Host.InterruptsTaken);
    }

    [Fact]
    public void A_full_ring_takes_no_more()
    {
        _driver.BringUp();
        for (int i = 0; i < Entries; i++)
        {
            _driver.PostByEvent(Opcode.Nop);
        }
        byte[] first = _driver.Eqe(0).ToArray();
        _driver.PostByEvent(Opcode.Nop);
        Assert.Equal(first, _driver.Eqe(0).ToArray());

        // The event is lost, so the queue is of no use any more, also when there is room again.
        _driver.EqDoorbell(RawDriver.Eq, Entries, arm: true);
        _driver.PostByEvent(Opcode.Nop);
        Assert.Equal(first, _driver.Eqe(0).ToArray());
        Assert.Single(_driver.Host.InterruptsTaken);
    }

    [Fact]
    public void Another_queue_is_told_of_one_that_has_lost_an_event()
    {
        _driver.BringUp();
        ulong ring = _driver.Host.Allocate(1);
        _driver.PutEqContext();
        Assert.True(_driver.Card.Icm.TryMemory(RawDriver.MttBase + 8, 8, out Span<byte> translation));
        BinaryPrimitives.WriteUInt64BigEndian(translation, ring | 1);
        _driver.Put32(0x1c, 8);
        RawDriver.Ok(_driver.ExecuteIn(Opcode.Sw2HwEq, RawDriver.Eq + 1));
        RawDriver.Ok(_driver.Execute(Opcode.MapEq, 1 << 0x0f, RawDriver.Eq + 1));
        for (int i = 0; i <= Entries; i++)
        {
            _driver.PostByEvent(Opcode.Nop);
        }
        ReadOnlySpan<byte> entry = _driver.Host.Memory(ring, 32);
        Assert.Equal((0x0f, 0x00), (entry[0x01], entry[0x1f]));
        Assert.Equal(RawDriver.Eq, BinaryPrimitives.ReadUInt32BigEndian(entry[0x04..]));
        Assert.Equal(0x80, _driver.Host.Memory(ring + 32, 32)[0x1f]);

        // The one that has lost the event says so, and how far it came.
        RawDriver.Ok(_driver.Execute(Opcode.QueryEq, modifier: RawDriver.Eq));
        Assert.Equal(0x9000_0a00u, Get32(0x00));
        Assert.Equal((0u, (uint)Entries), (Get32(0x28), Get32(0x2c)));
    }

    [Fact]
    public void QUERY_EQ_tells_the_context_as_it_is()
    {
        BringUpWithoutEq(_driver);
        _driver.CreateEq(number: 9, vector: 5);
        RawDriver.Ok(_driver.Execute(Opcode.QueryEq, modifier: 9));
        Assert.Equal([0x0000_0900u, 0u, 0u, 3u << 24], [Get32(0x00), Get32(0x04), Get32(0x08), Get32(0x0c)]);
        Assert.Equal([0u, 5u, 0u, 0u], [Get32(0x10), Get32(0x14), Get32(0x18), Get32(0x1c)]);
        _driver.PostByEvent(Opcode.Nop);
        _driver.PostByEvent(Opcode.Nop);
        _driver.EqDoorbell(9, 1, arm: false);
        RawDriver.Ok(_driver.Execute(Opcode.QueryEq, modifier: 9));
        Assert.Equal((0x0000_0a00u, 1u, 2u), (Get32(0x00), Get32(0x28), Get32(0x2c)));
    }

    [Fact]
    public void QUERY_EQ_tells_that_the_ring_could_not_be_written()
    {
        _driver.BringUp();
        RawDriver.Ok(_driver.Execute(Opcode.UnmapIcm, RawDriver.MttBase, 64));
        _driver.PostByEvent(Opcode.Nop);
        RawDriver.Ok(_driver.Execute(Opcode.QueryEq, modifier: RawDriver.Eq));
        Assert.Equal(0xa000_0900u, Get32(0x00));
    }

    [Fact]
    public void A_ring_that_is_just_full_goes_on_when_there_is_room()
    {
        _driver.BringUp();
        for (int i = 0; i < Entries; i++)
        {
            _driver.PostByEvent(Opcode.Nop);
        }
        _driver.EqDoorbell(RawDriver.Eq, 1, arm: false);
        ushort token = _driver.PostByEvent(Opcode.Nop);
        Assert.Equal(token, BinaryPrimitives.ReadUInt16BigEndian(_driver.Eqe(0)[6..]));
    }

    /// <summary>Whoever has read the last entry of a page looks at the first one of the next.</summary>
    [Fact]
    public void The_entries_of_a_page_are_the_cards_before_the_page_in_front_is_full()
    {
        const int LogEntries = 8;
        const int EntriesOfAPage = DmaMemory.PageSize / 32;
        BringUpWithoutEq(_driver);
        ulong second = _driver.Host.Allocate(1);
        _driver.PutEqContext(LogEntries);
        Assert.True(_driver.Card.Icm.TryMemory(RawDriver.MttBase + 8, 8, out Span<byte> translation));
        BinaryPrimitives.WriteUInt64BigEndian(translation, second | 1);
        RawDriver.Ok(_driver.ExecuteIn(Opcode.Sw2HwEq, RawDriver.Eq));
        RawDriver.Ok(_driver.Execute(Opcode.MapEq, 1 << 0x0a, RawDriver.Eq));

        for (int i = 0; i < EntriesOfAPage; i++)
        {
            _driver.PostByEvent(Opcode.Nop);
        }

        Assert.Equal(0x00, _driver.Eqe(EntriesOfAPage - 1)[0x1f]);
        Assert.All(Enumerable.Range(0, EntriesOfAPage), i => Assert.Equal(0x80, _driver.Host.Memory(second + ((ulong)i * 32), 32)[0x1f]));
        _driver.PostByEvent(Opcode.Nop);
        Assert.Equal((0x0a, 0x00), (_driver.Host.Memory(second, 32)[1], _driver.Host.Memory(second, 32)[0x1f]));
    }

    /// <summary>The first translation is the last of a page of the table.</summary>
    [Theory]
    [InlineData(true, true, CommandStatus.Ok)]
    [InlineData(true, false, CommandStatus.IcmError)]
    [InlineData(false, true, CommandStatus.IcmError)]
    public void The_translations_of_a_ring_may_lie_on_two_pages_of_the_table(bool isMapped, bool isPresent, object status)
    {
        const int LogEntries = 8;
        const int Last = Icm.PageSize - Capabilities.MemoryTranslation;
        _driver.BringUp();
        _driver.PutEqContext(LogEntries);
        _driver.Put32(0x1c, Last);
        ulong ring = _driver.Host.Allocate(2);
        Translate(Last, ring | 1);
        Translate(Icm.PageSize, (ring + Icm.PageSize) | (isPresent ? 1UL : 0));
        if (!isMapped)
        {
            RawDriver.Ok(_driver.Execute(Opcode.UnmapIcm, RawDriver.MttBase + Icm.PageSize, 1));
        }

        Assert.Equal((CommandStatus)status, _driver.ExecuteIn(Opcode.Sw2HwEq, RawDriver.Eq + 1));

        void Translate(uint offset, ulong page)
        {
            Assert.True(_driver.Card.Icm.TryMemory(RawDriver.MttBase + offset, Capabilities.MemoryTranslation, out Span<byte> translation));
            BinaryPrimitives.WriteUInt64BigEndian(translation, page);
        }
    }

    [Fact]
    public void A_queue_that_ignores_overruns_writes_on()
    {
        BringUpWithoutEq(_driver);
        _driver.PutEqContext();
        _driver.Put32(0x00, 0x900 | (1u << 17));
        RawDriver.Ok(_driver.ExecuteIn(Opcode.Sw2HwEq, RawDriver.Eq));
        RawDriver.Ok(_driver.Execute(Opcode.MapEq, 1 << 0x0a, RawDriver.Eq));
        for (int i = 0; i < Entries; i++)
        {
            _driver.PostByEvent(Opcode.Nop);
        }
        ushort token = _driver.PostByEvent(Opcode.Nop);
        Assert.Equal(token, BinaryPrimitives.ReadUInt16BigEndian(_driver.Eqe(0)[6..]));
    }

    [Fact]
    public void A_queue_that_is_always_armed_fires_for_every_event()
    {
        BringUpWithoutEq(_driver);
        _driver.PutEqContext();
        _driver.Put32(0x00, 0xb00);
        RawDriver.Ok(_driver.ExecuteIn(Opcode.Sw2HwEq, RawDriver.Eq));
        RawDriver.Ok(_driver.Execute(Opcode.MapEq, 1 << 0x0a, RawDriver.Eq));
        _driver.EnableMsiX(0);
        _driver.PostByEvent(Opcode.Nop);
        _driver.PostByEvent(Opcode.Nop);
        Assert.Equal(2, _driver.Host.InterruptsTaken.Count);
    }

    [Fact]
    public void A_queue_that_is_handed_over_unarmed_waits_for_its_doorbell()
    {
        BringUpWithoutEq(_driver);
        _driver.PutEqContext();
        _driver.Put32(0x00, 0xa00);
        RawDriver.Ok(_driver.ExecuteIn(Opcode.Sw2HwEq, RawDriver.Eq));
        RawDriver.Ok(_driver.Execute(Opcode.MapEq, 1 << 0x0a, RawDriver.Eq));
        _driver.PostByEvent(Opcode.Nop);
        Assert.Empty(_driver.Host.InterruptsTaken);
        _driver.EqDoorbell(RawDriver.Eq, 0, arm: true);
        Assert.Single(_driver.Host.InterruptsTaken);
    }

    [Fact]
    public void A_ring_that_has_gone_fails_the_queue()
    {
        _driver.BringUp();
        RawDriver.Ok(_driver.Execute(Opcode.UnmapIcm, RawDriver.MttBase, 64));
        _driver.PostByEvent(Opcode.Nop);
        Assert.Empty(_driver.Host.InterruptsTaken);
        Assert.Equal(0x80, _driver.Eqe(0)[0x1f]);
        Assert.False(_driver.IsPending);
    }

    [Fact]
    public void Events_that_are_not_mapped_are_lost()
    {
        _driver.BringUp();
        RawDriver.Ok(_driver.Execute(Opcode.MapEq, ulong.MaxValue, RawDriver.Eq | (1u << 31)));
        _driver.PostByEvent(Opcode.Nop);
        Assert.Equal(0x80, _driver.Eqe(0)[0x1f]);
        Assert.False(_driver.IsPending);
    }

    [Fact]
    public void A_type_of_event_moves_to_the_queue_that_it_is_mapped_to_last()
    {
        _driver.BringUp();
        _driver.CreateEq(number: 5, vector: 1);
        RawDriver.Ok(_driver.Execute(Opcode.MapEq, 1 << 0x0a, RawDriver.Eq | (1u << 31)));
        Assert.True(_driver.Card.Ledger.Holds("event", 0x0a));
        _driver.EnableMsiX(0, 1);
        _driver.PostByEvent(Opcode.Nop);
        Assert.Equal([(PciInterrupt.MsiX, 1)], _driver.Host.InterruptsTaken);
    }

    [Fact]
    public void Entries_of_64_bytes_have_the_event_in_their_second_half()
    {
        BringUpWithoutHca(_driver);
        _driver.PutHcaParameters();
        _driver.Put32(0x58, 1 << 29);
        RawDriver.Ok(_driver.ExecuteIn(Opcode.InitHca));
        _driver.CreateEq();
        _driver.PostByEvent(Opcode.Nop);
        ReadOnlySpan<byte> ring = _driver.Host.Memory(_driver.Ring, 128);
        Assert.Equal(0x0a, ring[0x21]);
        Assert.Equal(0x00, ring[0x3f]);
        Assert.Equal(0x80, ring[0x7f]);
    }

    [Fact]
    public void Entries_with_a_stride_begin_with_the_event()
    {
        BringUpWithoutHca(_driver);
        _driver.PutHcaParameters();
        _driver.Input[0x5b] = 2 << 4;
        RawDriver.Ok(_driver.ExecuteIn(Opcode.InitHca));
        _driver.CreateEq();
        _driver.PostByEvent(Opcode.Nop);
        ReadOnlySpan<byte> ring = _driver.Host.Memory(_driver.Ring, 256);
        Assert.Equal(0x0a, ring[0x01]);
        Assert.Equal(0x00, ring[0x1f]);
        Assert.Equal(0x80, ring[0x9f]);
    }

    [Fact]
    public void A_ring_of_many_pages_is_found_page_by_page()
    {
        BringUpWithoutEq(_driver);
        _driver.PutEqContext(logEntries: 9);
        ulong[] pages = [.. Enumerable.Range(0, 4).Select(_ => _driver.Host.Allocate(3))];
        Assert.True(_driver.Card.Icm.TryMemory(RawDriver.MttBase, 32, out Span<byte> translations));
        for (int i = 0; i < pages.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(translations[(i * 8)..], pages[i] | 1);
        }
        RawDriver.Ok(_driver.ExecuteIn(Opcode.Sw2HwEq, RawDriver.Eq));
        RawDriver.Ok(_driver.Execute(Opcode.MapEq, 1 << 0x0a, RawDriver.Eq));
        for (int i = 0; i < 512; i++)
        {
            ReadOnlySpan<byte> entry = _driver.Host.Memory(pages[i / 128] + ((ulong)(i % 128) * 32), 32);
            Assert.Equal(0x80, entry[0x1f]);
            ushort token = _driver.PostByEvent(Opcode.Nop);
            Assert.Equal(token, BinaryPrimitives.ReadUInt16BigEndian(_driver.Host.Memory(pages[i / 128] + ((ulong)(i % 128) * 32), 32)[6..]));
        }
        Assert.Equal(-1, _driver.Host.Memory(pages[0] + 0x1000, 0x1000).IndexOfAnyExcept((byte)0));
    }

    private uint Get32(int offset) => BinaryPrimitives.ReadUInt32BigEndian(_driver.Output[offset..]);

    private static void BringUpWithoutHca(RawDriver driver)
    {
        driver.RunFirmware();
        driver.SetIcmSize();
        driver.MapTables();
    }

    private static void BringUpWithoutEq(RawDriver driver)
    {
        BringUpWithoutHca(driver);
        driver.InitHca();
    }
}
