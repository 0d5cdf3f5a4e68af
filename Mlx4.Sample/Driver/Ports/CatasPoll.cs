using Mlx4.Runtime;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Ports;

/// <summary>Looks every few seconds whether the card has given itself up (<c>mlx4_start_catas_poll</c>).</summary>
internal sealed class CatasPoll
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly DeviceState _device;
    private readonly StageScope _scope;
    private readonly PeriodicWork _work;
    private MmioRegion? _buffer;

    public CatasPoll(DeviceState device, StageScope scope)
    {
        _device = device;
        _scope = scope;
        _work = new PeriodicWork(device.Pci.Time, Interval, Poll);
    }

    /// <summary>Whether the error buffer is mapped.</summary>
    public bool HasBuffer => _buffer is not null;

    /// <summary>Maps the error buffer, whose first word is not zero once the card has failed.</summary>
    public Errno Map()
    {
        int length = _device.Firmware.ErrorBufferWords * sizeof(uint);
        Errno error = _device.Pci.MapRegion(
            _device.Firmware.ErrorBuffer.Bar, _device.Firmware.ErrorBuffer.Offset, length, "error buffer", out MmioRegion buffer);
        _buffer = error == Errno.Ok ? buffer : null;
        return error;
    }

    /// <summary>Ends the mapping, if there is one.</summary>
    public void Unmap()
    {
        if (_buffer is not null)
        {
            _device.Pci.UnmapRegion(_buffer);
            _buffer = null;
        }
    }

    /// <summary>Begins to look.</summary>
    public void Start() => _work.Start();

    /// <summary>Looks no more.</summary>
    public void Stop() => _work.Stop();

    private void Poll()
    {
        if (!_device.Commands.InternalError && _buffer is { } buffer && buffer.Read32(0) != 0)
        {
            _scope.Warn("the card reports an internal error");
            _device.Commands.EnterErrorState();
        }
    }
}
