using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca;

/// <summary>A host with 16 MiB of memory at 4 GiB, which it hands out page by page, and a list of the interrupts that came.</summary>
/// <param name="memory">The memory, if it is to be a particular one.</param>
internal sealed class TestHost(Memory<byte>? memory = null) : IHost
{
    public const int Size = 16 << 20;
    public const ulong Base = 0x1_0000_0000;
    public const int PageSize = 0x1000;

    private readonly Memory<byte> _memory = memory ?? new byte[Size];
    private readonly HashSet<ulong> _unmapped = [];
    private int _used;

    public List<(int Kind, int Vector)> InterruptsTaken { get; } = [];

    /// <summary>How many pages the card cannot reach.</summary>
    public int Unmapped => _unmapped.Count;

    public ulong End => Base + (ulong)_memory.Length;

    public bool Dma(ulong busAddress, int length, out Span<byte> memory)
    {
        memory = default;
        bool mapped = length >= 0 && busAddress >= Base && busAddress <= End && (ulong)length <= End - busAddress
            && !TouchesUnmapped(busAddress, length);
        if (mapped)
        {
            memory = Memory(busAddress, length);
        }
        return mapped;
    }

    public bool Interrupt(int index, int vector)
    {
        InterruptsTaken.Add((index, vector));
        return true;
    }

    /// <summary>Takes a page away from the card.</summary>
    public void Unmap(ulong address) => _unmapped.Add(address & ~(PageSize - 1UL));

    /// <summary>Gives all pages back.</summary>
    public void MapAll() => _unmapped.Clear();

    /// <summary>The bus address of bytes that are in this memory.</summary>
    public ulong AddressOf(ReadOnlySpan<byte> bytes)
    {
        Assert.True(_memory.Span.Overlaps(bytes, out int offset));
        return Base + (ulong)offset;
    }

    /// <summary>Takes pages; their address is aligned to their number rounded up to a power of two.</summary>
    public ulong Allocate(int pages)
    {
        int alignment = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)pages) * PageSize;
        _used = (_used + alignment - 1) & -alignment;
        ulong address = Base + (ulong)_used;
        _used += pages * PageSize;
        return address;
    }

    /// <summary>What the pages hold that have been handed out.</summary>
    public byte[] Image() => _memory[.._used].ToArray();

    /// <summary>Lets the pages hold what they held, and hands no more of them out than were then.</summary>
    public void Restore(byte[] image)
    {
        image.CopyTo(_memory);
        _used = image.Length;
    }

    public Span<byte> Memory(ulong address, int length) => _memory.Span.Slice((int)(address - Base), length);

    private bool TouchesUnmapped(ulong address, int length)
    {
        foreach (ulong page in _unmapped)
        {
            if (address < page + PageSize && page < address + (ulong)length)
            {
                return true;
            }
        }
        return false;
    }
}
