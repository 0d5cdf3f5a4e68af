using System.Numerics;

namespace Mlx4.Sample.Pci;

/// <summary>The part of the host's memory that is mapped for DMA: a first-fit allocator over a range of bus addresses.</summary>
/// <param name="start">The first bus address, a multiple of the page size.</param>
/// <param name="size">The number of bytes: when they are used up, allocation fails.</param>
internal sealed class DmaMemory(ulong start, ulong size)
{
    /// <summary>The page size in bytes, the smallest unit of allocation.</summary>
    public const int PageSize = 4096;

    private readonly SortedList<ulong, DmaBuffer> _buffers = [];
    private readonly Lock _lock = new();
    private readonly ulong _end = start + size;

    /// <summary>Everything below this address is taken, so the search for a gap begins here.</summary>
    private ulong _firstGap = start;

    /// <summary>Allocates a buffer.</summary>
    /// <returns>The buffer, or <see langword="null"/> if no gap is large enough.</returns>
    public DmaBuffer? Allocate(int length)
    {
        ulong pages = ((ulong)length + PageSize - 1) / PageSize * PageSize;
        ulong alignment = BitOperations.RoundUpToPowerOf2(pages);
        lock (_lock)
        {
            ulong address = Align(_firstGap, alignment);
            for (int index = IndexAtOrAbove(_firstGap); index < _buffers.Count && address + pages > _buffers.Keys[index]; index++)
            {
                address = Align(Math.Max(address, End(_buffers.Values[index])), alignment);
            }
            if (address + pages > _end)
            {
                return null;
            }
            var buffer = new DmaBuffer(address, length);
            _buffers.Add(address, buffer);
            for (int index = IndexAtOrAbove(_firstGap); index < _buffers.Count && _buffers.Keys[index] == _firstGap; index++)
            {
                _firstGap = End(_buffers.Values[index]);
            }
            return buffer;
        }
    }

    /// <summary>Frees a buffer; later uses of it throw.</summary>
    /// <exception cref="InvalidOperationException">It is not allocated.</exception>
    public void Free(DmaBuffer buffer)
    {
        lock (_lock)
        {
            if (!_buffers.TryGetValue(buffer.BusAddress, out DmaBuffer? held) || held != buffer)
            {
                throw new InvalidOperationException($"The DMA buffer at 0x{buffer.BusAddress:x} is freed twice.");
            }
            _buffers.Remove(buffer.BusAddress);
            _firstGap = Math.Min(_firstGap, buffer.BusAddress);
            buffer.Invalidate();
        }
    }

    /// <summary>The bytes of one buffer, if the whole range lies in it.</summary>
    public bool TryGet(ulong busAddress, int length, out Span<byte> memory)
    {
        lock (_lock)
        {
            int index = IndexAtOrAbove(busAddress + 1) - 1;
            if (index >= 0 && length >= 0)
            {
                DmaBuffer buffer = _buffers.Values[index];
                ulong offset = busAddress - buffer.BusAddress;
                if (offset <= (ulong)buffer.Length && (ulong)length <= (ulong)buffer.Length - offset)
                {
                    memory = buffer.Span.Slice((int)offset, length);
                    return true;
                }
            }
        }
        memory = default;
        return false;
    }

    private static ulong Align(ulong address, ulong alignment) => (address + alignment - 1) & ~(alignment - 1);

    private static ulong End(DmaBuffer buffer) => Align(buffer.BusAddress + (ulong)buffer.Length, PageSize);

    private int IndexAtOrAbove(ulong address)
    {
        IList<ulong> addresses = _buffers.Keys;
        int low = 0;
        int high = addresses.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (addresses[middle] < address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }
}
