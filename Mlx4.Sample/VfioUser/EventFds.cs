using Microsoft.Win32.SafeHandles;
using Mlx4.Runtime;

namespace Mlx4.Sample.VfioUser;

/// <summary>The eventfds by which the client hears of the vectors of one interrupt kind.</summary>
/// <param name="count">The number of vectors.</param>
internal sealed class EventFds(uint count) : IDisposable
{
    private readonly SafeFileHandle?[] _files = new SafeFileHandle?[count];

    /// <summary>The vectors that came when nobody was there to hear.</summary>
    private readonly bool[] _pending = new bool[count];

    /// <summary>Sets the eventfd of a vector, and signals it if the vector is pending. EINVAL: it is no eventfd, and closed.</summary>
    public Errno Attach(uint vector, SafeFileHandle file)
    {
        if (!IsEventFd(file) || !Native.TryNeverWait(file))
        {
            file.Dispose();
            return Errno.EINVAL;
        }
        Detach(vector);
        _files[vector] = file;
        if (_pending[vector])
        {
            _pending[vector] = false;
            Signal(vector);
        }
        return Errno.Ok;
    }

    /// <summary>Closes the eventfd of a vector, if it has one.</summary>
    public void Detach(uint vector)
    {
        _files[vector]?.Dispose();
        _files[vector] = null;
    }

    /// <summary>Closes all, and forgets what is pending.</summary>
    public void Clear()
    {
        for (uint vector = 0; vector < _files.Length; vector++)
        {
            Detach(vector);
        }
        Array.Clear(_pending);
    }

    /// <summary>Signals a vector, or notes it as pending.</summary>
    /// <returns>Whether it has an eventfd.</returns>
    public bool Signal(uint vector)
    {
        if (_files[vector] is not { } file)
        {
            _pending[vector] = true;
            return false;
        }
        Span<byte> one = stackalloc byte[sizeof(ulong)];
        BitConverter.TryWriteBytes(one, 1UL);
        try
        {
            RandomAccess.Write(file, one, 0);
        }
        catch (IOException)
        {
            // The counter is full: the client has had more signals than it will ever count, and this one is among them.
        }
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    /// <summary>Whether a descriptor is an eventfd: a write of 8 bytes to anything else would do what nobody has asked for.</summary>
    private static bool IsEventFd(SafeFileHandle file)
    {
        FileSystemInfo? target = File.ResolveLinkTarget($"/proc/self/fd/{file.DangerousGetHandle()}", returnFinalTarget: false);
        return target is not null && target.Name == "anon_inode:[eventfd]";
    }
}
