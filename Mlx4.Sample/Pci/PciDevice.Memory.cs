using Mlx4.Runtime;

namespace Mlx4.Sample.Pci;

/// <summary>BARs and their mappings, and memory for DMA.</summary>
internal sealed partial class PciDevice
{
    /// <summary>The low bits of a BAR that are not address.</summary>
    private const uint BarFlags = 0xf;
    private const uint Bar64Bit = 0x4;

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
}
