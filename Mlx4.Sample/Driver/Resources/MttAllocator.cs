using System.Buffers.Binary;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Icm;

namespace Mlx4.Sample.Driver.Resources;

/// <summary>The free MTTs in blocks of powers of two, each aligned to its size (<c>mlx4_buddy_init</c>).</summary>
/// <param name="table">Their table in ICM.</param>
internal sealed class MttAllocator(IcmTable table)
{
    private SortedSet<int>[] _free = [];

    /// <summary>The table in ICM.</summary>
    public IcmTable Table => table;

    /// <summary>The bit of an MTT that names a page.</summary>
    public const ulong Present = 1;

    /// <summary>Lets an MTT name a page, in the host's side of ICM.</summary>
    public void Write(int number, ulong page) => BinaryPrimitives.WriteUInt64BigEndian(table.At(number), page | Present);

    /// <summary>Makes one free block of everything.</summary>
    /// <param name="logCount">The logarithm of the number of MTTs.</param>
    public void Init(int logCount)
    {
        _free = [.. Enumerable.Range(0, logCount + 1).Select(static _ => new SortedSet<int>())];
        _free[logCount].Add(0);
    }

    /// <summary>Forgets all blocks.</summary>
    /// <exception cref="InvalidOperationException">One is still taken.</exception>
    public void Cleanup()
    {
        bool allFree = _free.Length > 0 && _free[^1].Count == 1;
        _free = [];
        if (!allFree)
        {
            throw new InvalidOperationException("The MTTs are cleaned up while some are taken.");
        }
    }

    /// <summary>Takes a block, the lowest of the smallest that fit. ENOMEM: there is none.</summary>
    /// <param name="order">The logarithm of its size.</param>
    /// <param name="first">Its first MTT.</param>
    public Errno Alloc(int order, out int first)
    {
        first = 0;
        int from = Array.FindIndex(_free, Math.Min(order, _free.Length), static blocks => blocks.Count > 0);
        if (from < 0)
        {
            return Errno.ENOMEM;
        }
        first = _free[from].Min;
        _free[from].Remove(first);
        for (int half = from - 1; half >= order; half--)
        {
            _free[half].Add(first + (1 << half));
        }
        return Errno.Ok;
    }

    /// <summary>Gives a block back and joins it with its other half, as often as that is free too.</summary>
    public void Free(int first, int order)
    {
        while (order < _free.Length - 1 && _free[order].Remove(first ^ 1 << order))
        {
            first &= ~(1 << order);
            order++;
        }
        _free[order].Add(first);
    }
}
