using Mlx4.Runtime;

namespace Mlx4.Sample.Pci;

/// <summary>What the function may do on the bus, its virtual functions, and its state over a reset.</summary>
internal sealed partial class PciDevice
{
    /// <summary>Lets the function answer to memory accesses (<c>pci_enable_device</c>).</summary>
    public Errno EnableDevice()
    {
        if (_host.Faults.Refuses(HostCall.EnableDevice) || ChannelOffline)
        {
            return Errno.EIO;
        }
        _host.Ledger.Take("enabled PCI function", _id, "pci_enable_device");
        ChangeCommand(set: PciConfig.CommandMemory);
        return Errno.Ok;
    }

    /// <summary>Ends bus mastering, and what <see cref="EnableDevice"/> began (<c>pci_disable_device</c>).</summary>
    public void DisableDevice()
    {
        ChangeCommand(clear: PciConfig.CommandMaster);
        GiveBack("enabled PCI function", _id);
    }

    /// <summary>Lets the function do DMA and raise message-signalled interrupts (<c>pci_set_master</c>).</summary>
    public void SetMaster() => ChangeCommand(set: PciConfig.CommandMaster);

    /// <summary>Turns the interrupt pin on or off (<c>pci_intx</c>).</summary>
    public void SetIntX(bool on)
    {
        if (on)
        {
            ChangeCommand(clear: PciConfig.CommandIntxDisable);
        }
        else
        {
            ChangeCommand(set: PciConfig.CommandIntxDisable);
        }
    }

    /// <summary>
    /// Lets virtual functions be there (<c>pci_enable_sriov</c>). ENODEV: the function can have none. EBUSY: some are there. EINVAL: there
    /// are not so many. EIO: the card does not do it.
    /// </summary>
    public Errno EnableSriov(int count)
    {
        if (_host.Faults.Refuses(HostCall.EnableSriov))
        {
            return Errno.ENOMEM;
        }
        Errno error = _sriov.Enable(count);
        if (error == Errno.Ok)
        {
            _host.Ledger.Take("SR-IOV", _id, "pci_enable_sriov", (ulong)count);
        }
        return error;
    }

    /// <summary>Lets the virtual functions go, if there are any, each after its driver (<c>pci_disable_sriov</c>).</summary>
    public void DisableSriov()
    {
        _sriov.Disable();
        _host.Ledger.Return("SR-IOV", _id);
    }

    /// <summary>Keeps the configuration header (<c>pci_save_state</c>).</summary>
    public void SaveState() => _header.Save();

    /// <summary>Writes the header back that was kept, and lets the virtual functions be there again (<c>pci_restore_state</c>).</summary>
    public void RestoreState()
    {
        _header.Restore();
        _sriov.Restore();
    }

    private void ChangeCommand(ushort set = 0, ushort clear = 0) =>
        this.WriteConfig16(PciConfig.Command, (ushort)((this.ReadConfig16(PciConfig.Command) | set) & ~clear));
}
