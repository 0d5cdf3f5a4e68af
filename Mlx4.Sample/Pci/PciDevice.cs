namespace Mlx4.Sample.Pci;

/// <summary>
/// A function in its slot, and what Linux's PCI core does for the function's driver: configuration space, BARs, DMA memory,
/// interrupts. Whatever the driver takes stands in the host's ledger until it is given back.
/// </summary>
internal sealed partial class PciDevice : IHost, IRegions
{
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

    /// <inheritdoc/>
    bool IHost.Dma(ulong busAddress, int length, out Span<byte> memory) => _host.Memory.TryGet(busAddress, length, out memory);

    /// <inheritdoc/>
    bool IHost.IsMapped(ulong busAddress, int length) => _host.Memory.IsMapped(busAddress, length);

    /// <inheritdoc/>
    bool IHost.Interrupt(int index, int vector) => index switch
    {
        PciInterrupt.IntX => vector == 0 && _host.Irqs.Raise(Irq),
        PciInterrupt.MsiX => (uint)vector < (uint)MsiXIrqs.Count && _host.Irqs.Raise(MsiXIrqs[vector]),
        _ => false,
    };

    private void GiveBack(string resource, ulong id)
    {
        if (!_host.Ledger.Return(resource, id))
        {
            throw new InvalidOperationException($"A {resource} (0x{id:x}) is given back that is not held.");
        }
    }
}
