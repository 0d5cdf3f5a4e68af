using Mlx4.Runtime;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Ports;

/// <summary>Looks every few seconds whether the card has given itself up (<c>mlx4_start_catas_poll</c>).</summary>
internal sealed class CatasPoll(DeviceState device, StageScope scope)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private MmioRegion? _buffer;
    private ITimer? _timer;

    /// <summary>Whether the error buffer is mapped.</summary>
    public bool HasBuffer => _buffer is not null;

    /// <summary>Maps the error buffer, whose first word is not zero once the card has failed.</summary>
    public Errno Map()
    {
        int length = device.Firmware.ErrorBufferWords * sizeof(uint);
        Errno error = device.Pci.MapRegion(
            device.Firmware.ErrorBuffer.Bar, device.Firmware.ErrorBuffer.Offset, length, "error buffer", out MmioRegion buffer);
        _buffer = error == Errno.Ok ? buffer : null;
        return error;
    }

    /// <summary>Ends the mapping, if there is one.</summary>
    public void Unmap()
    {
        if (_buffer is not null)
        {
            device.Pci.UnmapRegion(_buffer);
            _buffer = null;
        }
    }

    /// <summary>Begins to look.</summary>
    public void Start() => _timer = device.Pci.Time.CreateTimer(Poll, null, Interval, Interval);

    /// <summary>Looks no more.</summary>
    public void Stop()
    {
        _timer?.Dispose();
        _timer = null;
    }

    private void Poll(object? state)
    {
        if (!device.Commands.InternalError && _buffer is { } buffer && buffer.Read32(0) != 0)
        {
            scope.Warn("the card reports an internal error");
            device.Commands.EnterErrorState();
        }
    }
}
