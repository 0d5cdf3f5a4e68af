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

        Assert.True(_memory.TryGet(first.BusAddress, 0x1000, out _));
        Assert.False(_memory.TryGet(first.BusAddress + 0xfff, 2, out Span<byte> none));
        Assert.True(none.IsEmpty);
        Assert.False(_memory.TryGet(ulong.MaxValue, 1, out _));
        Assert.False(_memory.TryGet(first.BusAddress, -1, out _));
    }
}
