// Handles and memory outside the collector.

using System;
using System.IO;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Mlx4.Runtime;

// Shape: a safe handle of the framework
internal sealed partial class RawDevice
{
    private SafeFileHandle? _handle;

    [InitStage(10, Cleanup = nameof(Close))]
    private Errno Open(string path)
    {
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        if (handle.IsInvalid)
        {
            handle.Dispose();
            return Errno.EBADF;
        }

        _handle = handle;
        return Errno.Ok;
    }

    private void Close()
    {
        _handle!.Close();
        _handle = null;
    }
}

// Shape: a library and a function in it
internal sealed partial class VendorLibrary
{
    private nint _library;
    private nint _entry;

    [InitStage(10, Cleanup = nameof(Unload))]
    private Errno Load(string name)
    {
        if (!NativeLibrary.TryLoad(name, out nint library))
        {
            return Errno.ELIBACC;
        }

        if (!NativeLibrary.TryGetExport(library, "vendor_open", out nint entry))
        {
            NativeLibrary.Free(library);
            return Errno.ELIBBAD;
        }

        _library = library;
        _entry = entry;
        return Errno.Ok;
    }

    private void Unload()
    {
        NativeLibrary.Free(_library);
        _library = 0;
        _entry = 0;
    }

    public bool IsLoaded => _entry != 0;
}

// Shape: a pinned array
internal sealed partial class PinnedRing
{
    private byte[] _ring = [];
    private GCHandle _pin;

    [InitStage(10, Cleanup = nameof(Unpin))]
    private Errno Pin(int size)
    {
        if (size % 4096 != 0)
        {
            return Errno.EINVAL;
        }

        _ring = new byte[size];
        _pin = GCHandle.Alloc(_ring, GCHandleType.Pinned);
        return Errno.Ok;
    }

    private void Unpin()
    {
        if (_pin.IsAllocated)
        {
            _pin.Free();
        }

        _ring = [];
    }

    public nint Address => _pin.AddrOfPinnedObject();
}

// Shape: memory of the process
internal sealed partial class NativeBlock
{
    private nint _block;

    [InitStage(10, Cleanup = nameof(Free))]
    private Errno Alloc(int bytes)
    {
        nint block = Marshal.AllocHGlobal(bytes);
        if (block % 16 != 0)
        {
            Marshal.FreeHGlobal(block);
            return Errno.EFAULT;
        }

        Marshal.WriteByte(block, 0);
        _block = block;
        return Errno.Ok;
    }

    private void Free()
    {
        Marshal.FreeHGlobal(_block);
        _block = 0;
    }
}

// Shape: a mapped file and a view of it, disposed in reverse
internal sealed partial class MappedBar
{
    private MemoryMappedFile? _file;
    private MemoryMappedViewAccessor? _view;

    [InitStage(10, Cleanup = nameof(UnmapFile))]
    private void MapFile(string path) => _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open);

    private void UnmapFile() => _file?.Dispose();

    [InitStage(20, Cleanup = nameof(CloseView))]
    private Errno OpenView(long length)
    {
        MemoryMappedViewAccessor view = _file!.CreateViewAccessor(0, length);
        if (!view.CanWrite)
        {
            view.Dispose();
            return Errno.EACCES;
        }

        _view = view;
        return Errno.Ok;
    }

    private void CloseView()
    {
        _view?.Flush();
        _view?.Dispose();
        _view = null;
    }
}
