// Locks and semaphores.

using System;
using System.Threading;
using Mlx4.Runtime;

internal interface IRegisterFile
{
    Errno Write(int register, uint value);
}

// Shape: a lock statement with failing exits inside
internal sealed partial class LockedWriter(IRegisterFile registers)
{
    private readonly Lock _gate = new();

    [InitStage(10, NoCleanup = "registers keep numbers")]
    private Errno Configure()
    {
        lock (_gate)
        {
            Errno err = registers.Write(0, 1);
            if (err != Errno.Ok)
            {
                return err;
            }

            return registers.Write(1, 2);
        }
    }
}

// Shape: a scope of a lock
internal sealed partial class ScopedWriter(IRegisterFile registers)
{
    private readonly Lock _gate = new();

    [InitStage(10, NoCleanup = "registers keep numbers")]
    private Errno Configure(uint value)
    {
        using Lock.Scope scope = _gate.EnterScope();
        if (value == 0)
        {
            return Errno.EINVAL;
        }

        return registers.Write(0, value);
    }
}

// Shape: Monitor by hand
internal sealed partial class MonitorWriter(IRegisterFile registers)
{
    private readonly object _gate = new();

    [InitStage(10, NoCleanup = "registers keep numbers")]
    private Errno Configure(int timeout)
    {
        if (!Monitor.TryEnter(_gate, timeout))
        {
            return Errno.EBUSY;
        }

        try
        {
            return registers.Write(0, 1);
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }
}

// Shape: a semaphore released on every path by hand
internal sealed partial class SemaphoreWriter(IRegisterFile registers) : IDisposable
{
    private readonly SemaphoreSlim _commands = new(4, 4);

    [InitStage(10, NoCleanup = "registers keep numbers")]
    private Errno Configure(TimeSpan patience)
    {
        if (!_commands.Wait(patience))
        {
            return Errno.ETIMEDOUT;
        }

        Errno err = registers.Write(0, 1);
        _commands.Release();
        if (err != Errno.Ok)
        {
            return err;
        }

        return Errno.Ok;
    }

    public void Dispose() => _commands.Dispose();
}

// Shape: a lock that is a stage, held until the unload
internal sealed partial class ExclusiveCard(IRegisterFile registers) : IDisposable
{
    private readonly SemaphoreSlim _ownership = new(1, 1);

    [InitStage(10, Cleanup = nameof(FreeOwnership))]
    private Errno TakeOwnership() => _ownership.Wait(0) ? Errno.Ok : Errno.EBUSY;

    private void FreeOwnership() => _ownership.Release();

    [InitStage(20, NoCleanup = "the card is reset with its ownership")]
    private Errno ResetCard() => registers.Write(0xf0, 1);

    public void Dispose() => _ownership.Dispose();
}

// Shape: a named mutex, acquired and made by one stage
internal sealed partial class SingleInstance
{
    private Mutex? _mutex;

    [InitStage(10, Cleanup = nameof(Leave))]
    private Errno Enter(string name)
    {
        Mutex mutex = new(initiallyOwned: true, name, out bool isNew);
        if (!isNew)
        {
            mutex.Dispose();
            return Errno.EEXIST;
        }

        _mutex = mutex;
        return Errno.Ok;
    }

    private void Leave()
    {
        _mutex!.ReleaseMutex();
        _mutex.Dispose();
        _mutex = null;
    }
}

// Shape: a reader-writer lock around a table
internal sealed partial class SharedTable : IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly uint[] _table = new uint[64];

    [InitStage(10, Cleanup = nameof(Clear))]
    private Errno Fill(int count)
    {
        if (count > _table.Length)
        {
            return Errno.EINVAL;
        }

        _lock.EnterWriteLock();
        try
        {
            for (int i = 0; i < count; i++)
            {
                _table[i] = (uint)i;
            }
        }
        finally
        {
            _lock.ExitWriteLock();
        }

        return Errno.Ok;
    }

    private void Clear()
    {
        _lock.EnterWriteLock();
        Array.Clear(_table);
        _lock.ExitWriteLock();
    }

    public void Dispose() => _lock.Dispose();
}
