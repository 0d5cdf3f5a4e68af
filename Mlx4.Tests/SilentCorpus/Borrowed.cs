// References that are not ours.

using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Mlx4.Runtime;

// Shape: a parameter that is kept
internal sealed partial class StreamUser
{
    private Stream? _stream;

    [InitStage(10, Cleanup = nameof(Detach))]
    private Errno Attach(Stream stream)
    {
        if (!stream.CanRead)
        {
            return Errno.EACCES;
        }

        _stream = stream;
        return Errno.Ok;
    }

    private void Detach() => _stream = null;

    public int ReadByte() => _stream?.ReadByte() ?? -1;
}

internal interface IDeviceRegistry
{
    Stream? Find(string name);
    Timer SharedTimer { get; }
}

// Shape: the result of a look-up
internal sealed partial class LookedUp(IDeviceRegistry registry)
{
    private Stream? _device;

    [InitStage(10, Cleanup = nameof(Forget))]
    private Errno Find(string name)
    {
        _device = registry.Find(name);
        return _device is null ? Errno.ENODEV : Errno.Ok;
    }

    private void Forget() => _device = null;

    [InitStage(20, NoCleanup = "only reads")]
    private Errno ReadMagic() => _device!.ReadByte() == 0x7f ? Errno.Ok : Errno.ENOEXEC;
}

// Shape: the value of a property
internal sealed partial class SharedTimerUser(IDeviceRegistry registry)
{
    private Timer? _timer;

    [InitStage(10, Cleanup = nameof(Slow))]
    private Errno Hurry(int period)
    {
        _timer = registry.SharedTimer;
        return _timer.Change(period, period) ? Errno.Ok : Errno.EINVAL;
    }

    private void Slow() => _timer?.Change(Timeout.Infinite, Timeout.Infinite);
}

// Shape: an element of a collection that somebody else fills
internal sealed partial class PortPicker(IReadOnlyDictionary<int, Stream> ports)
{
    private Stream? _port;

    [InitStage(10, NoCleanup = "the port belongs to the switch")]
    private Errno PickPort(int number)
    {
        if (!ports.TryGetValue(number, out Stream? port))
        {
            return Errno.ENXIO;
        }

        _port = port;
        return Errno.Ok;
    }

    public bool HasPort => _port is not null;
}

// Shape: a singleton of the process
internal sealed partial class ConsoleUser
{
    private TextWriter _output = TextWriter.Null;

    [InitStage(10, Cleanup = nameof(Mute))]
    private void Unmute() => _output = Console.Out;

    private void Mute() => _output = TextWriter.Null;

    public void Say(string text) => _output.WriteLine(text);
}

// Shape: taken from a pool object whose items outlive the load
internal sealed class Worker : IDisposable
{
    public bool Busy { get; set; }
    public void Dispose() => Busy = false;
}

internal sealed partial class WorkerUser(IReadOnlyList<Worker> workers)
{
    private Worker? _worker;

    [InitStage(10, Cleanup = nameof(Release))]
    private Errno Reserve()
    {
        foreach (Worker worker in workers)
        {
            if (!worker.Busy)
            {
                worker.Busy = true;
                _worker = worker;
                return Errno.Ok;
            }
        }

        return Errno.EBUSY;
    }

    private void Release()
    {
        _worker!.Busy = false;
        _worker = null;
    }
}
