using Microsoft.Win32.SafeHandles;
using Mlx4.Runtime;

namespace Mlx4.Sample.VfioUser;

/// <summary>The guest's memory as the client has mapped it for DMA: ranges of bus addresses, most of them with a file behind them.</summary>
/// <remarks>
/// Not thread-safe: a range must not go while a function uses it, which takes a lock around the whole access.
/// </remarks>
internal sealed class GuestMemory : IDisposable
{
    public const uint Readable = 1;
    public const uint Writable = 2;

    /// <summary>Sorted by address; they never overlap.</summary>
    private readonly List<Range> _ranges = [];

    /// <summary>Maps a range.</summary>
    /// <param name="start">Its bus address.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="flags">Whether it is readable and writable.</param>
    /// <param name="offset">Where it begins in the file.</param>
    /// <param name="file">
    /// What is behind it. A range without a file is known, but cannot be reached; nor can one that is not both readable and writable,
    /// since the card does not say which of them it is about to do.
    /// </param>
    /// <returns>EINVAL: no such range is possible. EEXIST: it overlaps another. ENOSPC: there are too many. Others as of <c>mmap</c>.</returns>
    public Errno Map(ulong start, ulong size, uint flags, ulong offset, SafeFileHandle? file)
    {
        if (size == 0 || size - 1 > ulong.MaxValue - start || (start | size | offset) % Protocol.PageSize != 0
            || flags is 0 or > (Readable | Writable))
        {
            return Errno.EINVAL;
        }
        if (_ranges.Count >= Protocol.MaxMappings)
        {
            return Errno.ENOSPC;
        }
        int index = FirstAfter(start);
        if ((index > 0 && start - _ranges[index - 1].Start < _ranges[index - 1].Size)
            || (index < _ranges.Count && _ranges[index].Start - start < size))
        {
            return Errno.EEXIST;
        }
        nint address = 0;
        if (file is not null && flags == (Readable | Writable))
        {
            Errno error = MapFile(file, offset, size, out address);
            if (error != Errno.Ok)
            {
                return error;
            }
        }
        _ranges.Insert(index, new Range(start, size, address));
        return Errno.Ok;
    }

    /// <summary>Ends a mapping. ENOENT: there is none of exactly that range.</summary>
    public Errno Unmap(ulong start, ulong size)
    {
        int index = FirstAfter(start) - 1;
        if (index < 0 || _ranges[index].Start != start || _ranges[index].Size != size)
        {
            return Errno.ENOENT;
        }
        _ranges[index].Release();
        _ranges.RemoveAt(index);
        return Errno.Ok;
    }

    /// <summary>Ends all mappings.</summary>
    public void UnmapAll()
    {
        foreach (Range range in _ranges)
        {
            range.Release();
        }
        _ranges.Clear();
    }

    /// <summary>The bytes at a bus address, if all of them are in one range that can be reached.</summary>
    public bool TryGet(ulong address, int length, out Span<byte> memory)
    {
        memory = default;
        int index = FirstAfter(address) - 1;
        return index >= 0 && _ranges[index].TryGet(address, length, out memory);
    }

    /// <inheritdoc/>
    public void Dispose() => UnmapAll();

    /// <summary>
    /// Maps a part of a file that is there. A client that makes the file shorter afterwards ends this process by SIGBUS at the next access:
    /// QEMU does not seal its memory against that, so it cannot be asked for.
    /// </summary>
    private static Errno MapFile(SafeFileHandle file, ulong offset, ulong size, out nint address)
    {
        address = 0;
        ulong length;
        try
        {
            length = (ulong)RandomAccess.GetLength(file);
        }
        catch (Exception exception) when (exception is NotSupportedException or IOException or UnauthorizedAccessException)
        {
            // A pipe, a socket.
            return Errno.EINVAL;
        }
        if (offset > length || size > length - offset)
        {
            return Errno.EINVAL;
        }
        address = Native.Map(file, offset, size);
        return address == 0 ? (Errno)Native.LastError : Errno.Ok;
    }

    /// <summary>The index of the first range that begins after an address.</summary>
    private int FirstAfter(ulong address)
    {
        int low = 0;
        int high = _ranges.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_ranges[middle].Start > address)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }
        return low;
    }

    /// <param name="Start">The bus address.</param>
    /// <param name="Size">The size in bytes.</param>
    /// <param name="Address">Where it is in this process; 0 if it cannot be reached.</param>
    private readonly record struct Range(ulong Start, ulong Size, nint Address)
    {
        public unsafe bool TryGet(ulong address, int length, out Span<byte> memory)
        {
            ulong offset = address - Start;
            bool mapped = Address != 0 && length >= 0 && offset < Size && (ulong)length <= Size - offset;
            memory = mapped ? new Span<byte>((byte*)Address + offset, length) : default;
            return mapped;
        }

        public void Release()
        {
            if (Address != 0)
            {
                Native.Unmap(Address, Size);
            }
        }
    }
}
