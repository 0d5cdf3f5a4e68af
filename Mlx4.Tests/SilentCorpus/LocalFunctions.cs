// Local functions and lambdas in stages.

using System;
using System.IO;
using Mlx4.Runtime;

internal interface IDma
{
    nint Alloc(int bytes);
    void Free(nint address);
    Errno Sync(nint address);
}

// Shape: a local function that undoes and returns
internal sealed partial class LocalFail(IDma dma)
{
    private nint _ring;
    private nint _doorbell;

    [InitStage(10, Cleanup = nameof(Free))]
    private Errno Alloc()
    {
        _ring = dma.Alloc(4096);
        if (_ring == 0)
        {
            return Errno.ENOMEM;
        }

        _doorbell = dma.Alloc(8);
        if (_doorbell == 0)
        {
            return FreeRing(Errno.ENOMEM);
        }

        return Errno.Ok;

        Errno FreeRing(Errno error)
        {
            dma.Free(_ring);
            _ring = 0;
            return error;
        }
    }

    private void Free()
    {
        dma.Free(_doorbell);
        dma.Free(_ring);
    }
}

// Shape: a local function that does a step
internal sealed partial class LocalStep(IDma dma)
{
    private nint _ring;

    [InitStage(10, Cleanup = nameof(Free))]
    private Errno Alloc(int entries, int entrySize)
    {
        int bytes = Round(entries * entrySize);
        if (bytes > 1 << 20)
        {
            return Errno.E2BIG;
        }

        _ring = dma.Alloc(bytes);
        return _ring == 0 ? Errno.ENOMEM : Errno.Ok;

        static int Round(int size) => (size + 4095) & ~4095;
    }

    private void Free() => dma.Free(_ring);
}

// Shape: an undo kept as a delegate, called on failure
internal sealed partial class DelegateUndo(IDma dma)
{
    private nint _first;
    private nint _second;

    [InitStage(10, Cleanup = nameof(FreeFirst))]
    private Errno AllocFirst() => (_first = dma.Alloc(64)) == 0 ? Errno.ENOMEM : Errno.Ok;

    private void FreeFirst() => dma.Free(_first);

    [InitStage(20, Cleanup = nameof(FreeSecond))]
    private Errno AllocSecond()
    {
        nint second = dma.Alloc(64);
        if (second == 0)
        {
            return Errno.ENOMEM;
        }

        void Undo() => dma.Free(second);

        Errno err = dma.Sync(second);
        if (err != Errno.Ok)
        {
            Undo();
            return err;
        }

        _second = second;
        return Errno.Ok;
    }

    private void FreeSecond() => dma.Free(_second);
}

// Shape: a callback that releases, called by somebody else later
internal sealed partial class StoredCallback
{
    private Action? _onIdle;
    private FileStream? _scratch;

    [InitStage(10, Cleanup = nameof(Drop))]
    private void Register() => _onIdle = () => _scratch?.Flush();

    private void Drop() => _onIdle = null;

    [InitStage(20, Cleanup = nameof(CloseScratch))]
    private void OpenScratch() => _scratch = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose);

    private void CloseScratch()
    {
        _scratch?.Dispose();
        _scratch = null;
    }

    public void Idle() => _onIdle?.Invoke();
}
