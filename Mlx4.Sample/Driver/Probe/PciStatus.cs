using Mlx4.Runtime;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Probe;

/// <summary>
/// Whether the function is enabled (<c>mlx4_pci_enable_device</c>, <c>mlx4_pci_disable_device</c>). An error of the bus or a shutdown may have
/// disabled it before its removal does.
/// </summary>
internal sealed class PciStatus(PciDevice pci)
{
    private bool _isEnabled;

    /// <summary>Enables the function, if it is not. EIO: the host cannot.</summary>
    public Errno Enable()
    {
        Errno error = _isEnabled ? Errno.Ok : pci.EnableDevice();
        _isEnabled = error == Errno.Ok;
        return error;
    }

    /// <summary>Disables the function, if it is enabled.</summary>
    public void Disable()
    {
        if (_isEnabled)
        {
            pci.DisableDevice();
            _isEnabled = false;
        }
    }
}
