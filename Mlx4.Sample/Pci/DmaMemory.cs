using System.Numerics;
using System.Runtime.InteropServices;

namespace Mlx4.Sample.Pci;

/// <summary>The part of the host's memory that is mapped for DMA: a first-fit allocator over a range of bus addresses.</summary>
/// <param name="start">The first bus address, a multiple of the page size.</param>
/// <param name="size">The number of bytes: when they are used up, allocation fails.</param>
internal sealed class DmaMemory(ulong start, ulong size)
{
    /// <summary>The page size in bytes, the smallest unit of allocation.</summary>
    public const int PageSize = 4096;

    /// <summary>
    /// What backs the memory, in bytes: a ring of an event queue has a thousand pages, each a buffer, which the garbage collector
    /// should see as few objects. They are made and zeroed whole where a byte of them is used, so they are small enough not to be large objects,
    /// which it takes most work to make and to collect. Buffers up to this size never cross a block, because they are aligned to their size.
    /// </summary>
    private const int BlockSize = 1 << 16;

    private readonly Dictionary<ulong, byte[]> _blocks = [];
    private readonly List<ulong> _addresses = [];
    private readonly List<DmaBuffer> _buffers = [];
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
            int index = IndexAtOrAbove(_firstGap);
            for (; index < _buffers.Count && address + pages > _addresses[index]; index++)
            {
                address = Align(Math.Max(address, End(_buffers[index])), alignment);
            }
            if (address + pages > _end)
            {
                return null;
            }
            var buffer = new DmaBuffer(this, address, length);
            _addresses.Insert(index, address);
            _buffers.Insert(index, buffer);
            for (; index < _buffers.Count && _addresses[index] == _firstGap; index++)
            {
                _firstGap = End(_buffers[index]);
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
            int index = IndexAtOrAbove(buffer.BusAddress);
            if (index == _buffers.Count || _buffers[index] != buffer)
            {
                throw new InvalidOperationException($"The DMA buffer at 0x{buffer.BusAddress:x} is freed twice.");
            }
            _addresses.RemoveAt(index);
            _buffers.RemoveAt(index);
            _firstGap = Math.Min(_firstGap, buffer.BusAddress);
            buffer.Invalidate();
        }
    }

    /// <summary>The bytes of one buffer, if the whole range lies in it.</summary>
    public bool TryGet(ulong busAddress, int length, out Span<byte> memory)
    {
        lock (_lock)
        {
            DmaBuffer? buffer = Find(busAddress, length);
            memory = buffer is null ? default : buffer.Span.Slice((int)(busAddress - buffer.BusAddress), length);
            return buffer is not null;
        }
    }

    /// <summary>Whether a whole range lies in one buffer. It gets no bytes for that.</summary>
    public bool IsMapped(ulong busAddress, int length)
    {
        lock (_lock)
        {
            return Find(busAddress, length) is not null;
        }
    }

    /// <summary>The zeroed bytes for a buffer: a part of a block, or a longer block that begins where it does.</summary>
    public Memory<byte> Back(ulong busAddress, int length)
    {
        int offset = (int)(busAddress % BlockSize);
        lock (_lock)
        {
            ref byte[]? block = ref CollectionsMarshal.GetValueRefOrAddDefault(_blocks, busAddress / BlockSize, out _);
            if (block is null || block.Length - offset < length)
            {
                block = new byte[Math.Max(BlockSize, length)];
            }
            return block.AsMemory(offset, length);
        }
    }

    private static ulong Align(ulong address, ulong alignment) => (address + alignment - 1) & ~(alignment - 1);

    private static ulong End(DmaBuffer buffer) => Align(buffer.BusAddress + (ulong)buffer.Length, PageSize);

    /// <summary>The buffer in which a whole range lies.</summary>
    private DmaBuffer? Find(ulong busAddress, int length)
    {
        int index = IndexAtOrAbove(busAddress + 1) - 1;
        if (index < 0 || length < 0)
        {
            return null;
        }
        DmaBuffer buffer = _buffers[index];
        ulong offset = busAddress - buffer.BusAddress;
        return offset <= (ulong)buffer.Length && (ulong)length <= (ulong)buffer.Length - offset ? buffer : null;
    }

    private int IndexAtOrAbove(ulong address)
    {
        // What is taken last and given back first is at the end.
        if (_addresses.Count == 0 || _addresses[^1] < address)
        {
            return _addresses.Count;
        }
        int index = _addresses.BinarySearch(address);
        return index < 0 ? ~index : index;
    }
}
