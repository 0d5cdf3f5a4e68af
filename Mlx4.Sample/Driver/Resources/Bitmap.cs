using System.Collections;
using System.Numerics;
using Mlx4.Runtime;

namespace Mlx4.Sample.Driver.Resources;

/// <summary>Numbers of a kind of resource, and which of them are taken (<c>mlx4_bitmap_init</c>). The lowest free one is handed out.</summary>
internal sealed class Bitmap
{
    private BitArray? _taken;
    private int _bottom;
    private int _top;
    private int _inUse;

    /// <summary>Makes all numbers free but the reserved ones. EINVAL: the size is not a power of two.</summary>
    /// <param name="size">The number of numbers.</param>
    /// <param name="reservedBottom">How many of the lowest ones are not handed out.</param>
    /// <param name="reservedTop">How many of the highest ones are not handed out.</param>
    public Errno Init(int size, int reservedBottom, int reservedTop = 0)
    {
        if (!BitOperations.IsPow2(size))
        {
            return Errno.EINVAL;
        }
        _taken = new BitArray(size);
        _bottom = reservedBottom;
        _top = size - reservedTop;
        _inUse = 0;
        return Errno.Ok;
    }

    /// <summary>Forgets the numbers.</summary>
    /// <exception cref="InvalidOperationException">One is still taken.</exception>
    public void Cleanup()
    {
        _taken = null;
        if (_inUse != 0)
        {
            throw new InvalidOperationException($"A table is cleaned up while {_inUse} of its numbers are taken.");
        }
    }

    /// <summary>Takes a number. ENOMEM: all are taken.</summary>
    public Errno Alloc(out int number)
    {
        BitArray taken = Taken;
        for (number = _bottom; number < _top; number++)
        {
            if (!taken[number])
            {
                taken[number] = true;
                _inUse++;
                return Errno.Ok;
            }
        }
        return Errno.ENOMEM;
    }

    /// <summary>
    /// Takes numbers in a row, the first of them a multiple of something (<c>mlx4_bitmap_alloc_range</c>). ENOMEM: so many are not free in a
    /// row.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="alignment">What the first is to be a multiple of.</param>
    /// <param name="avoid">Bits that none of them may have.</param>
    /// <param name="first">The first.</param>
    public Errno AllocRange(int count, int alignment, int avoid, out int first)
    {
        BitArray taken = Taken;
        first = AlignUp(_bottom);
        int length = 0;
        while (first <= _top - count)
        {
            if (length == count)
            {
                for (int number = first; number < first + count; number++)
                {
                    taken[number] = true;
                }
                _inUse += count;
                return Errno.Ok;
            }
            bool free = !taken[first + length] && (first + length & avoid) == 0;
            first = free ? first : AlignUp(first + length + 1);
            length = free ? length + 1 : 0;
        }
        return Errno.ENOMEM;

        int AlignUp(int number) => (int)Math.Min(((long)number + alignment - 1) / alignment * alignment, int.MaxValue);
    }

    /// <summary>Gives numbers in a row back.</summary>
    public void FreeRange(int first, int count)
    {
        for (int number = first; number < first + count; number++)
        {
            Free(number);
        }
    }

    /// <summary>Gives a number back.</summary>
    public void Free(int number)
    {
        if (!Taken[number])
        {
            throw new InvalidOperationException($"{number} is given back without having been taken.");
        }
        Taken[number] = false;
        _inUse--;
    }

    private BitArray Taken => _taken ?? throw new InvalidOperationException("The table is not up.");
}
