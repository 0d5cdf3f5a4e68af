using Mlx4.Runtime;

namespace Mlx4.Sample.Pci;

/// <summary>The interrupts, by pin and by MSI-X.</summary>
internal sealed partial class PciDevice
{
    /// <summary>
    /// Turns MSI-X on with as many vectors as there are, within bounds (<c>pci_enable_msix_range</c>); each vector stays masked until its
    /// interrupt is requested. EINVAL: the function has no MSI-X, or it is on. ENOSPC: there are fewer vectors than the minimum. ERANGE: the bounds cross.
    /// </summary>
    public Errno EnableMsiX(int minimum, int maximum)
    {
        if (_host.Faults.Refuses(HostCall.EnableMsiX))
        {
            return Errno.ENOSPC;
        }
        Errno error = _msiX.Enable(minimum, maximum);
        if (error == Errno.Ok)
        {
            foreach (int irq in _msiX.Irqs)
            {
                _host.Ledger.Take("MSI-X vector", (ulong)irq, "pci_enable_msix_range");
            }
        }
        return error;
    }

    /// <summary>Turns MSI-X off, if it is on (<c>pci_disable_msix</c>).</summary>
    /// <exception cref="InvalidOperationException">The interrupt of a vector is still requested.</exception>
    public void DisableMsiX()
    {
        foreach (int irq in _msiX.Irqs)
        {
            _host.Ledger.Return("MSI-X vector", (ulong)irq);
        }
        _msiX.Disable();
    }

    /// <summary>Sets the handler of an interrupt (<c>request_irq</c>). EBUSY: it has one.</summary>
    /// <param name="irq">The pin's or a vector's.</param>
    /// <param name="handler">Runs after the access that raised the interrupt, or after the handler that made it.</param>
    /// <param name="name">The name under which the interrupt is listed.</param>
    public Errno RequestIrq(int irq, Action handler, string name)
    {
        if (_host.Faults.Refuses(HostCall.RequestIrq) || _host.Irqs.IsRequested(irq))
        {
            return Errno.EBUSY;
        }
        _host.Irqs.Request(irq, handler, name);
        _msiX.SetMask(irq, masked: false);
        return Errno.Ok;
    }

    /// <summary>Takes the handler away (<c>free_irq</c>).</summary>
    public void FreeIrq(int irq)
    {
        _msiX.SetMask(irq, masked: true);
        _host.Irqs.Free(irq);
    }
}
