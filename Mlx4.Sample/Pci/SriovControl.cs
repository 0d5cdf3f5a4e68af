using Mlx4.Runtime;

namespace Mlx4.Sample.Pci;

/// <summary>The host's side of a function's SR-IOV capability (SR-IOV 1.1, section 3.3), and the virtual functions while they are there.</summary>
/// <param name="device">The physical function.</param>
/// <param name="host">The host that the virtual functions are plugged into.</param>
/// <param name="functions">Those that there can be.</param>
internal sealed class SriovControl(PciDevice device, PciHost host, IReadOnlyList<IPciFunction> functions)
{
    /// <summary>The functions that are there, in the order of their numbers.</summary>
    public IReadOnlyList<PciDevice> Devices { get; private set; } = [];

    /// <summary>How many there can be, 0 without the capability (<c>pci_sriov_get_totalvfs</c>).</summary>
    public int TotalVfs => Capability == 0 ? 0 : device.ReadConfig16(Capability + PciConfig.SriovTotal);

    private int Capability => device.FindExtendedCapability(PciConfig.CapabilitySriov);

    /// <summary>
    /// Lets the first so many functions be there (<c>pci_enable_sriov</c>). ENODEV: the function has no such capability. EBUSY: some are
    /// there. EINVAL: there are not so many. EIO: the card does not do it.
    /// </summary>
    public Errno Enable(int count)
    {
        int capability = Capability;
        if (capability == 0)
        {
            return Errno.ENODEV;
        }
        if (Devices.Count > 0)
        {
            return Errno.EBUSY;
        }
        if (count < 1 || count > Math.Min(TotalVfs, functions.Count))
        {
            return Errno.EINVAL;
        }
        device.WriteConfig16(capability + PciConfig.SriovNumber, (ushort)count);
        device.WriteConfig16(capability + PciConfig.SriovControl, PciConfig.SriovEnable | PciConfig.SriovMemoryEnable);
        if ((device.ReadConfig16(capability + PciConfig.SriovControl) & PciConfig.SriovEnable) == 0)
        {
            return Errno.EIO;
        }
        ushort vendorId = device.ReadConfig16(PciConfig.VendorId);
        ushort deviceId = device.ReadConfig16(capability + PciConfig.SriovDeviceId);
        Devices = [.. functions.Take(count).Select((function, index) => host.PlugVirtual(new AssignedFunction(function, vendorId, deviceId), index + 1))];
        return Errno.Ok;
    }

    /// <summary>Tells the card again which functions are there: a reset of the slot has made it forget them (<c>pci_restore_iov_state</c>).</summary>
    public void Restore()
    {
        if (Devices.Count > 0)
        {
            int capability = Capability;
            device.WriteConfig16(capability + PciConfig.SriovNumber, (ushort)Devices.Count);
            device.WriteConfig16(capability + PciConfig.SriovControl, PciConfig.SriovEnable | PciConfig.SriovMemoryEnable);
        }
    }

    /// <summary>Lets all functions go, if there are any (<c>pci_disable_sriov</c>): the highest first, each after its driver.</summary>
    public void Disable()
    {
        foreach (PciDevice virtualDevice in Devices.Reverse())
        {
            virtualDevice.RemoveDriver?.Invoke();
            // A driver that has it still, or that comes later, is not to disturb the function that is there next.
            virtualDevice.Disconnect();
        }
        if (Devices.Count > 0)
        {
            device.WriteConfig16(Capability + PciConfig.SriovControl, 0);
            Devices = [];
        }
    }
}
