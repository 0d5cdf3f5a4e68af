using System.Buffers;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Mlx4.Tests.Sample.VfioUser;

/// <summary>A file in memory that is mapped here, as a guest's memory is in QEMU.</summary>
internal sealed unsafe class SharedMemory : MemoryManager<byte>
{
    private readonly MemoryMappedFile _mapping;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _length;
    private readonly byte* _start;

    public SharedMemory(int length)
    {
        _length = length;
        File = Posix.CreateMemory(length);
        _mapping = MemoryMappedFile.CreateFromFile(File, null, length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _mapping.CreateViewAccessor();
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    public SafeFileHandle File { get; }

    public override Span<byte> GetSpan() => new(_start, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
    }

#pragma warning disable IDISP010 // The base's is abstract.
    protected override void Dispose(bool disposing)
#pragma warning restore IDISP010
    {
        if (disposing)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _mapping.Dispose();
            File.Dispose();
        }
    }
}
