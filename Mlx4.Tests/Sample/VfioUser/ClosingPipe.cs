using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

namespace Mlx4.Tests.Sample.VfioUser;

/// <summary>A pipe with an end that is given away: the pipe is at its end when all copies of that are closed.</summary>
internal sealed class ClosingPipe : IDisposable
{
    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.In);

    public ClosingPipe() => End = new SafeFileHandle(_pipe.ClientSafePipeHandle.DangerousGetHandle(), ownsHandle: false);

    public SafeFileHandle End { get; }

    /// <summary>Closes this process's own copy.</summary>
    public void CloseEnd() => _pipe.DisposeLocalCopyOfClientHandle();

    public void WaitUntilClosed() => Assert.Equal(-1, _pipe.ReadByte());

    public void Dispose()
    {
        End.Dispose();
        _pipe.Dispose();
    }
}
