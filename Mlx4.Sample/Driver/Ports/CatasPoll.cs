using Mlx4.Runtime;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Ports;

/// <summary>
/// Looks every few seconds whether the function has failed (<c>mlx4_start_catas_poll</c>): a physical one by the card's error buffer, a slave by
/// the master's word of the comm channel, and either by a command that was lost.
/// </summary>
internal sealed class CatasPoll
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly DeviceState _device;
    private readonly Action<IReadOnlyList<uint>> _report;
    private readonly StageScope _scope;
    private readonly PeriodicWork _work;
    private MmioRegion? _buffer;
    private bool _isTold;

    /// <summary>Makes the poll; it does not look yet.</summary>
    /// <param name="device">The device.</param>
    /// <param name="report">Is told of a failure, with the words of the error buffer, every time that it is seen. It must not wait.</param>
    /// <param name="scope">Where warnings go.</param>
    public CatasPoll(DeviceState device, Action<IReadOnlyList<uint>> report, StageScope scope)
    {
        _device = device;
        _report = report;
        _scope = scope;
        _work = new PeriodicWork(device.Pci.Time, Interval, Poll);
    }

    /// <summary>Whether there is something to look at.</summary>
    public bool CanLook => _device.IsSlave || _buffer is not null;

    /// <summary>Maps the error buffer, whose first word is not zero once the card has failed.</summary>
    public Errno Map()
    {
        int length = _device.Firmware.ErrorBufferWords * sizeof(uint);
        Errno error = _device.Pci.MapRegion(
            _device.Firmware.ErrorBuffer.Bar, _device.Firmware.ErrorBuffer.Offset, length, "error buffer", out MmioRegion buffer);
        _buffer = error == Errno.Ok ? buffer : null;
        return error;
    }

    /// <summary>Ends the mapping.</summary>
    public void Unmap()
    {
        if (_buffer is { } buffer)
        {
            _device.Pci.UnmapRegion(buffer);
            _buffer = null;
        }
    }

    /// <summary>Begins to look.</summary>
    public void Start()
    {
        _isTold = false;
        _work.Start();
    }

    /// <summary>Looks no more.</summary>
    public void Stop() => _work.Stop();

    private void Poll()
    {
        bool isReported = _buffer is { } buffer ? buffer.Read32(0) != 0 : _device.Commands.Comm.HasFailed;
        if (!isReported && !_device.Commands.InternalError)
        {
            return;
        }
        if (!_isTold)
        {
            _isTold = true;
            _scope.Warn(isReported ? "the card reports an internal error" : "the card has been given up");
        }
        _report(ReadRecord());
    }

    private IReadOnlyList<uint> ReadRecord() =>
        _buffer is { } buffer ? [.. Enumerable.Range(0, _device.Firmware.ErrorBufferWords).Select(word => buffer.Read32(word * sizeof(uint)))] : [];
}
