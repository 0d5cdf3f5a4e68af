using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Pci;

public class DmaMemoryTests
{
    private const ulong Start = 0x1_0000_0000;

    private readonly DmaMemory _memory = new(Start, 0x40000);

    [Theory]
    [InlineData(1, 0x1000UL)]
    [InlineData(0x1001, 0x2000UL)]
    [InlineData(0x3000, 0x4000UL)]
    [InlineData(0x8000, 0x8000UL)]
    public void A_buffer_is_aligned_to_its_size_rounded_up_to_a_power_of_two(int length, ulong alignment)
    {
        _memory.Allocate(1);

        DmaBuffer buffer = _memory.Allocate(length)!;

        Assert.Equal(0UL, buffer.BusAddress % alignment);
        Assert.Equal(length, buffer.Length);
        Assert.Equal(-1, buffer.Span.IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void Small_buffers_fill_the_gaps_that_large_ones_leave()
    {
        _memory.Allocate(0x1000);
        _memory.Allocate(0x4000);

        Assert.Equal([Start + 0x1000, Start + 0x2000, Start + 0x3000, Start + 0x8000], Enumerable.Range(0, 4).Select(_ => _memory.Allocate(1)!.BusAddress));
    }

    [Theory]
    [InlineData(0x1000)]
    [InlineData(0x100000)]
    [InlineData(0x200000)]
    public void Neighbours_share_no_bytes(int length)
    {
        var memory = new DmaMemory(Start, 0x1000000);
        DmaBuffer[] buffers = [memory.Allocate(length)!, memory.Allocate(length)!, memory.Allocate(length)!];

        buffers[1].Span.Fill(0xff);

        Assert.Equal(-1, buffers[0].Span.IndexOfAnyExcept((byte)0));
        Assert.Equal(-1, buffers[1].Span.IndexOfAnyExcept((byte)0xff));
        Assert.Equal(-1, buffers[2].Span.IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void What_was_freed_is_allocated_again_and_zeroed()
    {
        DmaBuffer first = _memory.Allocate(0x1000)!;
        _memory.Allocate(0x1000);
        first.Span.Fill(0xff);
        _memory.Free(first);

        DmaBuffer second = _memory.Allocate(0x1000)!;

        Assert.Equal(Start, second.BusAddress);
        Assert.Equal(0, second.Span[0]);
    }

    [Fact]
    public void Memory_runs_out()
    {
        for (int i = 0; i < 64; i++)
        {
            Assert.NotNull(_memory.Allocate(0x1000));
        }
        Assert.Null(_memory.Allocate(1));
    }

    [Fact]
    public void A_range_must_lie_in_one_buffer()
    {
        DmaBuffer first = _memory.Allocate(0x1000)!;
        _memory.Allocate(0x1000);

        Assert.True(IsThere(first.BusAddress, 0x1000));
        Assert.False(IsThere(first.BusAddress + 0xfff, 2));
        Assert.False(IsThere(first.BusAddress - 1, 1));
        Assert.False(IsThere(ulong.MaxValue, 1));
        Assert.False(IsThere(first.BusAddress, -1));

        bool IsThere(ulong busAddress, int length)
        {
            bool isThere = _memory.TryGet(busAddress, length, out Span<byte> memory);
            Assert.Equal(isThere ? length : 0, memory.Length);
            Assert.Equal(isThere, _memory.IsMapped(busAddress, length));
            return isThere;
        }
    }

    [Fact]
    public void Bytes_are_made_when_they_are_looked_at_and_not_when_somebody_asks_whether_they_are_there()
    {
        const int Length = 1 << 20;
        var memory = new DmaMemory(Start, Length);
        DmaBuffer buffer = memory.Allocate(Length)!;

        Assert.InRange(Allocated(() => Assert.True(memory.IsMapped(buffer.BusAddress, Length))), 0, Length - 1);
        Assert.InRange(Allocated(() => Assert.True(memory.TryGet(buffer.BusAddress, Length, out _))), Length, long.MaxValue);

        static long Allocated(Action action)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [InlineData(0x1000, 0x20000)]
    [InlineData(0x20000, 0x1000)]
    [InlineData(0x20000, 0x40000)]
    public void A_buffer_of_another_length_begins_zeroed_where_one_was_freed(int before, int after)
    {
        DmaBuffer first = _memory.Allocate(before)!;
        first.Span.Fill(0xff);
        _memory.Free(first);

        DmaBuffer second = _memory.Allocate(after)!;

        Assert.Equal(Start, second.BusAddress);
        Assert.Equal(after, second.Span.Length);
        Assert.Equal(-1, second.Span.IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void A_large_buffer_that_is_gone_leaves_its_place_to_neighbours_that_share_no_bytes()
    {
        DmaBuffer large = _memory.Allocate(0x40000)!;
        large.Span.Fill(0xff);
        _memory.Free(large);
        DmaBuffer[] buffers = [.. Enumerable.Range(0, 0x40).Select(_ => _memory.Allocate(0x1000)!)];

        for (int i = 0; i < buffers.Length; i++)
        {
            buffers[i].Span.Fill((byte)i);
        }

        Assert.All(buffers, (buffer, i) => Assert.Equal(-1, buffer.Span.IndexOfAnyExcept((byte)i)));
    }
}
