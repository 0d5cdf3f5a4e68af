using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca.Hostile;

/// <summary>
/// A host that does not play fair: pages come and go, memory changes between two looks at it, and there is some at the very end of
/// the address space, where sums wrap.
/// </summary>
/// <param name="memory">The memory that a well-behaved driver uses.</param>
/// <param name="random">Where its moods come from.</param>
internal sealed class HostileHost(TestHost memory, Noise random) : IHost
{
    /// <summary>The last megabyte of the address space.</summary>
    public const ulong LastMegabyte = ulong.MaxValue - (1 << 20) + 1;

    /// <summary>
    /// How often the card may look at the host's memory during one access: twice for each of the 8,192 pages of the largest event queue, and
    /// far from what never ends.
    /// </summary>
    private const int MostLooks = 1 << 18;

    private readonly byte[] _last = new byte[1 << 20];
    private int _looks;

    /// <summary>Whether the host is hostile for now.</summary>
    public bool IsHostile { get; set; } = true;

    public bool Dma(ulong busAddress, int length, out Span<byte> memory1)
    {
        if (++_looks > MostLooks)
        {
            throw new InvalidOperationException($"One access has made the card look at the host's memory {MostLooks} times.");
        }
        if (busAddress >= LastMegabyte && length >= 0)
        {
            int offset = (int)(busAddress - LastMegabyte);
            memory1 = length <= _last.Length - offset ? _last.AsSpan(offset, length) : default;
            return length <= _last.Length - offset;
        }
        bool mapped = memory.Dma(busAddress, length, out memory1);
        if (mapped && IsHostile && length > 0 && random.Chance(64))
        {
            memory1[random.Below(length)] = (byte)random.Next();
        }
        return mapped;
    }

    public bool Interrupt(int index, int vector) => !IsHostile || !random.Chance(2);

    /// <summary>A new access begins.</summary>
    public void Begin() => _looks = 0;

    /// <summary>Takes a page away from the card, or gives one back.</summary>
    public void ChangeMap()
    {
        if (memory.Unmapped > 16 || (memory.Unmapped > 0 && random.Chance(2)))
        {
            memory.MapAll();
        }
        else
        {
            memory.Unmap(TestHost.Base + ((ulong)random.Below((int)(memory.End - TestHost.Base) / TestHost.PageSize) * TestHost.PageSize));
        }
    }
}
