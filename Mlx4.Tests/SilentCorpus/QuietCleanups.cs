// Cleanups that keep what goes wrong to themselves.

using System;
using System.IO;
using Mlx4.Runtime;

internal interface IFlash
{
    Errno Unlock();
    Errno Lock();
    Errno Write(int address, byte value);
    InitResult<Errno> Verify();
}

// Shape: the error of an undo is logged
internal sealed partial class LogsTheUndo(IFlash flash)
{
    [InitStage(10, Cleanup = nameof(Lock))]
    private Errno Unlock() => flash.Unlock();

    private void Lock()
    {
        Errno err = flash.Lock();
        if (err != Errno.Ok)
        {
            Console.Error.WriteLine($"the flash stays unlocked: {err}");
        }
    }
}

// Shape: thrown and caught within the cleanup
internal sealed partial class CatchesItsOwn(IFlash flash)
{
    [InitStage(10, Cleanup = nameof(Lock))]
    private Errno Unlock() => flash.Unlock();

    private void Lock()
    {
        try
        {
            flash.Verify().ThrowIfFailed();
            if (flash.Lock() != Errno.Ok)
            {
                throw new IOException("the flash does not lock");
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            Console.Error.WriteLine(exception.Message);
        }
    }
}

// Shape: the error does not matter
internal sealed partial class IgnoresTheUndo(IFlash flash)
{
    private byte _first;

    [InitStage(10, Cleanup = nameof(Restore))]
    private Errno WriteMagic(byte first)
    {
        _first = first;
        return flash.Write(0, first);
    }

    private void Restore()
    {
        flash.Write(0, (byte)~_first);
        _ = flash.Lock();
    }
}

// Shape: a throw in a stage that has nothing, and in a method that no cleanup calls
internal sealed partial class ThrowsElsewhere(IFlash flash)
{
    private bool _unlocked;

    [InitStage(10, Cleanup = nameof(Lock))]
    private Errno Unlock(int address)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(address);
        if (address > 0xffff)
        {
            throw new ArgumentOutOfRangeException(nameof(address));
        }

        Errno err = flash.Unlock();
        _unlocked = err == Errno.Ok;
        return err;
    }

    private void Lock()
    {
        _unlocked = false;
        flash.Lock();
    }

    public void Write(int address, byte value)
    {
        if (!_unlocked)
        {
            throw new InvalidOperationException("The flash is locked.");
        }

        flash.Write(address, value);
    }
}

// Shape: a handler that would throw, handed out by the cleanup
internal sealed partial class HandsOutAThrow(IFlash flash)
{
    private Action? _onWrite;

    [InitStage(10, Cleanup = nameof(Lock))]
    private Errno Unlock() => flash.Unlock();

    private void Lock()
    {
        flash.Lock();
        _onWrite = static () => throw new InvalidOperationException("The flash is locked.");
    }

    public void Write() => _onWrite?.Invoke();
}
