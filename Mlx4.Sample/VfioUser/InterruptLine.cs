using Microsoft.Win32.SafeHandles;
using Mlx4.Runtime;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.VfioUser;

/// <summary>
/// The interrupt pin as vfio offers it: a signal masks it, and when the client takes the mask away while the function still asserts
/// its pin, there is another one.
/// </summary>
internal sealed class InterruptLine(IPciFunction function) : IDisposable
{
    private readonly EventFds _event = new(1);
    private bool _attached;
    private bool _masked;

    /// <summary>Sets the eventfd; the line is not masked then. EINVAL: it is no eventfd, and closed.</summary>
    public Errno Attach(SafeFileHandle file)
    {
        Errno error = _event.Attach(0, file);
        if (error == Errno.Ok)
        {
            _attached = true;
            Unmask();
        }
        return error;
    }

    /// <summary>Closes the eventfd.</summary>
    public void Detach()
    {
        _event.Clear();
        _attached = false;
    }

    public void Mask() => _masked = true;

    public void Unmask()
    {
        _masked = false;
        if (IsAsserted())
        {
            Signal();
        }
    }

    /// <summary>The pin has been asserted.</summary>
    /// <returns>Whether the client can hear of it.</returns>
    public bool Signal()
    {
        if (_attached && !_masked)
        {
            _masked = true;
            _event.Signal(0);
        }
        return _attached;
    }

    /// <inheritdoc/>
    public void Dispose() => _event.Dispose();

    private bool IsAsserted() => (function.ReadConfig16(PciConfig.Status) & PciConfig.StatusInterrupt) != 0
        && (function.ReadConfig16(PciConfig.Command) & PciConfig.CommandIntxDisable) == 0;
}
