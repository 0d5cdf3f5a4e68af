// What comes from a base type.

using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Mlx4.Runtime;

internal abstract class DeviceBase : IDisposable
{
    private readonly Stack<IDisposable> _owned = new();

    protected Timer? Watchdog { get; set; }

    protected T Own<T>(T resource) where T : IDisposable
    {
        _owned.Push(resource);
        return resource;
    }

    protected void ReleaseOwned()
    {
        while (_owned.TryPop(out IDisposable? resource))
        {
            resource.Dispose();
        }
    }

    protected virtual void StopWatchdog()
    {
        Watchdog?.Dispose();
        Watchdog = null;
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            StopWatchdog();
            ReleaseOwned();
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }
}

// Shape: owned by the base
internal sealed partial class OwningDevice : DeviceBase
{
    private FileStream? _bar;

    [InitStage(10, Cleanup = nameof(ReleaseOwned))]
    private Errno OpenBar(string path)
    {
        if (!File.Exists(path))
        {
            return Errno.ENODEV;
        }

        _bar = Own(File.OpenRead(path));
        return Errno.Ok;
    }

    [InitStage(20, NoCleanup = "only reads")]
    private Errno ReadId() => _bar!.ReadByte() == 0x15 ? Errno.Ok : Errno.ENODEV;
}

// Shape: a member of the base, released by the base's method
internal sealed partial class WatchedDevice : DeviceBase
{
    private int _barks;

    [InitStage(10, Cleanup = nameof(StopWatchdog))]
    private Errno StartWatchdog(int period)
    {
        if (period < 10)
        {
            return Errno.ERANGE;
        }

        Watchdog = new Timer(_ => _barks++, null, period, period);
        return Errno.Ok;
    }

    public int Barks => _barks;
}

// Shape: an override that calls the base
internal sealed partial class LoggedDevice : DeviceBase
{
    private StreamWriter? _log;

    [InitStage(10, Cleanup = nameof(StopWatchdog))]
    private void StartLog(string path)
    {
        _log = File.AppendText(path);
        Watchdog = new Timer(_ => _log.Flush(), null, 1000, 1000);
    }

    protected override void StopWatchdog()
    {
        base.StopWatchdog();
        _log?.Dispose();
        _log = null;
    }
}

// Shape: released by the base's Dispose, through its pattern
internal sealed partial class PatternDevice : DeviceBase
{
    private FileStream? _eeprom;

    [InitStage(10, NoCleanup = "stays open until the device is disposed")]
    private void OpenEeprom(string path)
    {
        if (_eeprom is null)
        {
            _eeprom = File.OpenRead(path);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            UnloadOne();
            _eeprom?.Dispose();
        }

        base.Dispose(disposing);
    }
}

// Shape: a generic base that knows how
internal abstract class Holder<T> where T : class, IDisposable
{
    protected T? Held { get; private set; }

    protected void Hold(T value) => Held = value;

    protected void Drop()
    {
        Held?.Dispose();
        Held = null;
    }
}

internal sealed partial class FileHolder : Holder<FileStream>
{
    [InitStage(10, Cleanup = nameof(Drop))]
    private Errno Take(string path)
    {
        Hold(new FileStream(path, FileMode.OpenOrCreate));
        if (Held!.Length == 0)
        {
            Drop();
            return Errno.ENODATA;
        }

        return Errno.Ok;
    }
}
