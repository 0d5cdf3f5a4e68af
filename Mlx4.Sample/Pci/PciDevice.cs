using Mlx4.Runtime;

namespace Mlx4.Sample.Pci;

/// <summary>
/// A function in its slot, and what Linux's PCI core does for the function's driver: configuration space, BARs, DMA memory,
/// interrupts. Whatever the driver takes stands in the host's ledger until it is given back.
/// </summary>
internal sealed class PciDevice : IHost, IRegions
{
    /// <summary>The low bits of a BAR that are not address.</summary>
    private const uint BarFlags = 0xf;
    private const uint Bar64Bit = 0x4;

    private static readonly int[] Bars = [PciRegion.Bar0, PciRegion.Bar2];

    private readonly PciHost _host;
    private readonly IPciFunction _function;
    private readonly ulong _id;
    private readonly ulong[] _barAddresses = new ulong[Bars[^1] + 1];
    private readonly Lock _access = new();
    private readonly MsiX _msiX;
    private readonly SriovControl _sriov;
    private readonly ConfigHeader _header;

    /// <summary>Made by <see cref="PciHost.Plug"/>.</summary>
    public PciDevice(PciHost host, IPciFunction function, ulong id, IReadOnlyList<IPciFunction> virtualFunctions, int virtualNumber)
    {
        VirtualNumber = virtualNumber;
        _header = new ConfigHeader(this);
        _sriov = new SriovControl(this, host, virtualFunctions);
        _host = host;
        _function = function;
        _id = id;
        Irq = host.Irqs.Reserve(1);
        _msiX = new MsiX(this, host.Irqs);
        Model = new DeviceModel(host);
        Devlink = new Devlink(host);
        function.Host = this;
        foreach (int bar in Bars.Where(bar => RegionSize(bar) > 0))
        {
            PlaceBar(bar);
        }
    }

    /// <summary>The host's clock.</summary>
    public TimeProvider Time => _host.Time;

    /// <summary>The number of CPUs that are online.</summary>
    public int Cpus => _host.Cpus;

    /// <summary>The size of the host's memory in bytes.</summary>
    public ulong MemorySize => _host.MemorySize;

    /// <summary>The interrupt of the function's pin.</summary>
    public int Irq { get; }

    /// <summary>The interrupts of the MSI-X vectors, in the order of the table; empty while MSI-X is off.</summary>
    public IReadOnlyList<int> MsiXIrqs => _msiX.Irqs;

    /// <summary>The files and children of the device.</summary>
    public DeviceModel Model { get; }

    /// <summary>Its parameters, regions and lock.</summary>
    public Devlink Devlink { get; }

    /// <summary>Whether it is a virtual function.</summary>
    public bool IsVirtual => VirtualNumber > 0;

    /// <summary>The number of a virtual function among those of its card, from 1; 0 for a physical one.</summary>
    public int VirtualNumber { get; }

    /// <summary>How many virtual functions it can have (<c>pci_sriov_get_totalvfs</c>).</summary>
    public int TotalVfs => _sriov.TotalVfs;

    /// <summary>Its virtual functions that are there, in the order of their numbers.</summary>
    public IReadOnlyList<PciDevice> VirtualDevices => _sriov.Devices;

    /// <summary>How the bus takes the function's driver away before the function goes; <see langword="null"/> without a driver.</summary>
    public Action? RemoveDriver { get; set; }

    /// <summary>Whether the function was unplugged: reads give all ones, writes go nowhere.</summary>
    public bool ChannelOffline { get; private set; }

    /// <summary>Unplugs the function under its driver.</summary>
    public void Disconnect() => ChannelOffline = true;

    /// <summary>The size of a BAR in bytes, 0 if the function has none of that number.</summary>
    public ulong RegionSize(int bar) => _function.RegionSize(bar);

    /// <summary>Reads from a region and delivers the interrupts that this raises.</summary>
    public void Read(int region, ulong offset, Span<byte> data)
    {
        lock (_access)
        {
            if (ChannelOffline)
            {
                data.Fill(0xff);
            }
            else
            {
                _function.Read(region, offset, data);
            }
        }
        _host.Irqs.Deliver();
    }

    /// <summary>Writes to a region and delivers the interrupts that this raises.</summary>
    public void Write(int region, ulong offset, ReadOnlySpan<byte> data)
    {
        lock (_access)
        {
            if (!ChannelOffline)
            {
                _function.Write(region, offset, data);
            }
        }
        _host.Irqs.Deliver();
    }

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

    /// <summary>Claims all BARs (<c>pci_request_regions</c>). EBUSY: another driver has them.</summary>
    public Errno RequestRegions(string owner)
    {
        if (_host.Faults.Refuses(HostCall.RequestRegions) || Bars.Any(bar => _host.Ledger.Holds("PCI region", _barAddresses[bar])))
        {
            return Errno.EBUSY;
        }
        foreach (int bar in Bars.Where(bar => RegionSize(bar) > 0))
        {
            _host.Ledger.Take("PCI region", _barAddresses[bar], owner, RegionSize(bar));
        }
        return Errno.Ok;
    }

    /// <summary>Gives the BARs back (<c>pci_release_regions</c>).</summary>
    public void ReleaseRegions()
    {
        foreach (int bar in Bars.Where(bar => RegionSize(bar) > 0))
        {
            GiveBack("PCI region", _barAddresses[bar]);
        }
    }

    /// <summary>Says how many bits of a bus address the function drives (<c>dma_set_mask_and_coherent</c>).</summary>
    public Errno SetDmaMask(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 64);
        return _host.Faults.Refuses(HostCall.SetDmaMask) ? Errno.EIO : Errno.Ok;
    }

    /// <summary>Maps a part of a BAR (<c>ioremap</c>). ENOMEM: there is no room, or the BAR is shorter.</summary>
    /// <param name="bar">The BAR.</param>
    /// <param name="offset">The offset in it, in bytes.</param>
    /// <param name="length">The number of bytes.</param>
    /// <param name="use">What for, as the ledger shows it.</param>
    /// <param name="region">The mapping; <see cref="MmioRegion.Unmapped"/> if there is none.</param>
    public Errno MapRegion(int bar, ulong offset, int length, string use, out MmioRegion region)
    {
        region = MmioRegion.Unmapped;
        ulong size = RegionSize(bar);
        if (_host.Faults.Refuses(HostCall.MapRegion) || length <= 0 || offset > size || (ulong)length > size - offset)
        {
            return Errno.ENOMEM;
        }
        region = new MmioRegion(this, bar, offset, length, _host.PlaceMapping(length));
        _host.Ledger.Take("mapping", region.Id, use, (ulong)length);
        return Errno.Ok;
    }

    /// <summary>Ends a mapping (<c>iounmap</c>); later accesses by it throw.</summary>
    public void UnmapRegion(MmioRegion region)
    {
        GiveBack("mapping", region.Id);
        region.Invalidate();
    }

    /// <summary>Allocates zeroed DMA memory (<c>dma_alloc_coherent</c>). ENOMEM: there is none left.</summary>
    /// <param name="length">The number of bytes.</param>
    /// <param name="use">What for, as the ledger shows it.</param>
    /// <param name="buffer">The memory; <see cref="DmaBuffer.None"/> if there is none.</param>
    public Errno AllocCoherent(int length, string use, out DmaBuffer buffer)
    {
        buffer = DmaBuffer.None;
        if (_host.Faults.Refuses(HostCall.AllocCoherent) || _host.Memory.Allocate(length) is not { } allocated)
        {
            return Errno.ENOMEM;
        }
        buffer = allocated;
        _host.Ledger.Take("DMA memory", buffer.BusAddress, use, (ulong)length);
        return Errno.Ok;
    }

    /// <summary>Frees DMA memory (<c>dma_free_coherent</c>); later uses of it throw.</summary>
    public void FreeCoherent(DmaBuffer buffer)
    {
        _host.Memory.Free(buffer);
        _host.Ledger.Return("DMA memory", buffer.BusAddress);
    }

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

    /// <inheritdoc/>
    bool IHost.Dma(ulong busAddress, int length, out Span<byte> memory) => _host.Memory.TryGet(busAddress, length, out memory);

    /// <inheritdoc/>
    bool IHost.Interrupt(int index, int vector) => index switch
    {
        PciInterrupt.IntX => vector == 0 && _host.Irqs.Raise(Irq),
        PciInterrupt.MsiX => (uint)vector < (uint)MsiXIrqs.Count && _host.Irqs.Raise(MsiXIrqs[vector]),
        _ => false,
    };

    private void PlaceBar(int bar)
    {
        int register = PciConfig.Bar0 + bar * sizeof(uint);
        _barAddresses[bar] = _host.PlaceBar(RegionSize(bar));
        bool is64Bit = (this.ReadConfig32(register) & BarFlags & Bar64Bit) != 0;
        this.WriteConfig32(register, (uint)_barAddresses[bar]);
        if (is64Bit)
        {
            this.WriteConfig32(register + sizeof(uint), (uint)(_barAddresses[bar] >> 32));
        }
    }

    private void ChangeCommand(ushort set = 0, ushort clear = 0) =>
        this.WriteConfig16(PciConfig.Command, (ushort)((this.ReadConfig16(PciConfig.Command) | set) & ~clear));

    private void GiveBack(string resource, ulong id)
    {
        if (!_host.Ledger.Return(resource, id))
        {
            throw new InvalidOperationException($"A {resource} (0x{id:x}) is given back that is not held.");
        }
    }
}
