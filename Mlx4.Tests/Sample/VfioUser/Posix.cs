using System.Buffers.Binary;
using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Mlx4.Tests.Sample.VfioUser;

/// <summary>The calls of Linux that a client needs and the class library does not have.</summary>
internal static unsafe partial class Posix
{
    private const string C = "libc";
    private const int NonBlocking = 0x800;

    /// <summary>A file in memory, all zero.</summary>
    public static SafeFileHandle CreateMemory(long length)
    {
        SafeFileHandle file = Checked(memfd_create("vfio-user-test", 0));
        RandomAccess.SetLength(file, length);
        return file;
    }

    public static SafeFileHandle CreateEventFd() => Checked(eventfd(0, NonBlocking));

    /// <summary>How often an eventfd was signalled since the last time.</summary>
    public static ulong TakeSignals(SafeFileHandle file)
    {
        byte* data = stackalloc byte[sizeof(ulong)];
        return read(file, data, sizeof(ulong)) == sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(data, sizeof(ulong))) : 0;
    }

    /// <summary>Sends bytes, and descriptors on the first of them.</summary>
    public static void Send(Socket socket, ReadOnlySpan<byte> bytes, ReadOnlySpan<SafeFileHandle> files)
    {
        const int Header = 16;
        byte* control = stackalloc byte[Header + (((files.Length * sizeof(int)) + 7) & ~7)];
        *(nuint*)control = (nuint)(Header + (files.Length * sizeof(int)));
        ((int*)control)[2] = 1;
        ((int*)control)[3] = 1;
        for (int i = 0; i < files.Length; i++)
        {
            ((int*)(control + Header))[i] = (int)files[i].DangerousGetHandle();
        }
        fixed (byte* start = bytes)
        {
            nint* vector = stackalloc nint[] { (nint)start, bytes.Length };
            nint* message = stackalloc nint[] { 0, 0, (nint)vector, 1, (nint)control, Header + (((files.Length * sizeof(int)) + 7) & ~7), 0 };
            if (sendmsg(socket.SafeHandle, message, 0) != bytes.Length)
            {
                throw new Win32Exception();
            }
        }
    }

    private static SafeFileHandle Checked(int descriptor) => descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw new Win32Exception();

    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);

    [LibraryImport(C, SetLastError = true)]
    private static partial int eventfd(uint initial, int flags);

    [LibraryImport(C)]
    private static partial nint read(SafeFileHandle file, byte* data, nuint length);

    [LibraryImport(C, SetLastError = true)]
    private static partial nint sendmsg(SafeSocketHandle socket, nint* message, int flags);
}
