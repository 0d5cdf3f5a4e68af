using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Mlx4.Sample.VfioUser;

/// <summary>The calls of Linux that the class library does not have. The constants and layouts are those of its 64-bit interface.</summary>
internal static unsafe partial class Native
{
    private const string C = "libc";
    private const int InterruptedCall = 4;
    private const int SocketLevel = 1;
    private const int Rights = 1;
    private const int ControlTruncated = 0x8;
    private const int CloseOnExec = 0x4000_0000;
    private const int ReadWrite = 3;
    private const int Shared = 1;
    private const int SetFileFlags = 4;
    private const int GetFileFlags = 3;
    private const int NonBlocking = 0x800;
    private const int WorkingDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint TypeAndMode = 1;
    private const int FormatMask = 0xf000;
    private const int SocketFormat = 0xc000;

    /// <summary>Where <c>stx_mode</c> is in <c>struct statx</c>, and how long that is.</summary>
    private const int StatusMode = 0x1c;
    private const int StatusSize = 0x100;

    /// <summary>The last error of this thread's calls.</summary>
    public static int LastError => Marshal.GetLastPInvokeError();

    /// <summary>Receives bytes, and the descriptors that ride on the first of them.</summary>
    /// <param name="socket">A connected stream socket.</param>
    /// <param name="data">Takes the bytes.</param>
    /// <param name="descriptors">Takes the descriptors, up to <see cref="Protocol.MaxDescriptors"/> in a call.</param>
    /// <param name="truncated">Whether there were more descriptors; those are closed.</param>
    /// <returns>The number of bytes, 0 at the end of the stream, or -1 for an error.</returns>
    public static int Receive(SafeSocketHandle socket, Span<byte> data, Descriptors descriptors, out bool truncated)
    {
        const int ControlSize = 16 + (Protocol.MaxDescriptors * sizeof(int));
        byte* control = stackalloc byte[ControlSize];
        fixed (byte* start = data)
        {
            Vector vector = new() { Start = start, Length = (nuint)data.Length };
            Message message = new() { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlSize };
            int received;
            do
            {
                received = (int)recvmsg(socket, &message, CloseOnExec);
            }
            while (received < 0 && LastError == InterruptedCall);
            truncated = received >= 0 && (message.Flags & ControlTruncated) != 0;
            if (received >= 0)
            {
                TakeDescriptors(new ReadOnlySpan<byte>(control, (int)message.ControlLength), descriptors);
            }
            return received;
        }
    }

    /// <summary>Maps a part of a file, shared, for reading and writing.</summary>
    /// <returns>The address, or 0 for an error.</returns>
    public static nint Map(SafeFileHandle file, ulong offset, ulong size)
    {
        nint address = mmap(0, (nuint)size, ReadWrite, Shared, file, (long)offset);
        return address == -1 ? 0 : address;
    }

    /// <summary>Ends a mapping.</summary>
    public static void Unmap(nint address, ulong size) => _ = munmap(address, (nuint)size);

    /// <summary>Makes writing to a file fail where it would have to wait.</summary>
    public static bool TryNeverWait(SafeFileHandle file)
    {
        int flags = fcntl(file, GetFileFlags, 0);
        return flags >= 0 && ((flags & NonBlocking) != 0 || fcntl(file, SetFileFlags, flags | NonBlocking) >= 0);
    }

    /// <summary>Whether there is a socket's file of that name; a symbolic link to one is none.</summary>
    public static bool IsSocket(string path)
    {
        byte* status = stackalloc byte[StatusSize];
        return statx(WorkingDirectory, path, NoFollow, TypeAndMode, status) == 0
            && (*(ushort*)(status + StatusMode) & FormatMask) == SocketFormat;
    }

    /// <summary>Walks the control messages: each has its length (header included), level and type, then the data, padded to 8 bytes.</summary>
    private static void TakeDescriptors(ReadOnlySpan<byte> control, Descriptors descriptors)
    {
        const int HeaderSize = 16;
        while (control.Length >= HeaderSize)
        {
            int length = (int)MemoryMarshal.Read<nuint>(control);
            if (length < HeaderSize || length > control.Length)
            {
                return;
            }
            if (MemoryMarshal.Read<int>(control[8..]) == SocketLevel && MemoryMarshal.Read<int>(control[12..]) == Rights)
            {
                foreach (int descriptor in MemoryMarshal.Cast<byte, int>(control[HeaderSize..length]))
                {
                    descriptors.Add(descriptor);
                }
            }
            control = control[Math.Min((length + 7) & ~7, control.Length)..];
        }
    }

    [LibraryImport(C, SetLastError = true)]
    private static partial nint recvmsg(SafeSocketHandle socket, Message* message, int flags);

    [LibraryImport(C, SetLastError = true)]
    private static partial nint mmap(nint address, nuint length, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport(C)]
    private static partial int munmap(nint address, nuint length);

    [LibraryImport(C, SetLastError = true)]
    private static partial int fcntl(SafeFileHandle file, int command, int argument);

    [LibraryImport(C, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, byte* status);

    /// <summary><c>struct iovec</c>.</summary>
    private struct Vector
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary><c>struct msghdr</c>.</summary>
    private struct Message
    {
        public void* Name;
        public nuint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
