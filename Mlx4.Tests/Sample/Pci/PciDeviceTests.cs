using Mlx4.Runtime;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Pci;

public class PciDeviceTests
{
    private readonly PciHost _host = new(new SimulatedTime());
    private readonly TestFunction _function = new();
    private readonly PciDevice _device;

    public PciDeviceTests() => _device = _host.Plug(_function);

    [Fact]
    public void Plugging_in_places_the_BARs_apart_and_aligned()
    {
        uint bar0 = _function.Config32(PciConfig.Bar0) & ~0xfu;
        uint bar2 = _function.Config32(PciConfig.Bar2) & ~0xfu;

        Assert.NotEqual(0u, bar0);
        Assert.Equal(0u, bar0 % TestFunction.BarSize);
        Assert.Equal(bar0 + TestFunction.BarSize, bar2);
    }

    [Fact]
    public void Capabilities_are_found_along_their_list()
    {
        Assert.Equal(TestFunction.MsiX, _device.FindCapability(PciConfig.CapabilityMsiX));
        Assert.Equal(0, _device.FindCapability(PciConfig.CapabilityVpd));
    }

    [Fact]
    public void A_list_of_capabilities_that_runs_in_a_circle_ends()
    {
        _function.MakeCapabilitiesCircular();

        Assert.Equal(0, _device.FindCapability(PciConfig.CapabilityVpd));
    }

    [Fact]
    public void Enabling_sets_the_memory_bit_and_disabling_clears_the_master_bit()
    {
        Assert.Equal(Errno.Ok, _device.EnableDevice());
        _device.SetMaster();
        Assert.Equal(PciConfig.CommandMemory | PciConfig.CommandMaster, _function.Config16(PciConfig.Command));

        _device.DisableDevice();

        Assert.Equal(PciConfig.CommandMemory, _function.Config16(PciConfig.Command));
        Assert.True(_host.Ledger.IsEmpty);
    }

    [Fact]
    public void Regions_belong_to_one_owner_at_a_time()
    {
        Assert.Equal(Errno.Ok, _device.RequestRegions("one"));
        Assert.Equal(Errno.EBUSY, _device.RequestRegions("two"));
        Assert.Equal(2UL * TestFunction.BarSize, _host.Ledger.Total("PCI region"));

        _device.ReleaseRegions();

        Assert.True(_host.Ledger.IsEmpty);
        Assert.Throws<InvalidOperationException>(_device.ReleaseRegions);
    }

    [Fact]
    public void A_mapping_reads_and_writes_big_endian_words()
    {
        Assert.Equal(Errno.Ok, _device.MapRegion(PciRegion.Bar0, 0x100, 0x10, "test", out MmioRegion region));

        region.Write32(8, 0x01020304);

        Span<byte> raw = stackalloc byte[4];
        _function.Read(PciRegion.Bar0, 0x108, raw);
        Assert.Equal([1, 2, 3, 4], raw.ToArray());
        Assert.Equal(0x01020304u, region.Read32(8));
    }

    [Fact]
    public void A_mapping_ends_where_it_was_said_to()
    {
        _device.MapRegion(PciRegion.Bar0, 0x100, 0x10, "test", out MmioRegion region);

        Assert.Throws<ArgumentOutOfRangeException>(() => region.Read32(0x10));
        Assert.Throws<ArgumentOutOfRangeException>(() => region.Write32(-4, 0));
    }

    [Fact]
    public void A_mapping_that_was_ended_cannot_be_used()
    {
        _device.MapRegion(PciRegion.Bar0, 0, 0x10, "test", out MmioRegion region);
        Assert.Equal(0x10UL, _host.Ledger.Total("mapping"));

        _device.UnmapRegion(region);

        Assert.True(_host.Ledger.IsEmpty);
        Assert.Throws<InvalidOperationException>(() => region.Read32(0));
        Assert.Throws<InvalidOperationException>(() => _device.UnmapRegion(region));
    }

    [Theory]
    [InlineData(1, 0UL, 4)]
    [InlineData(0, 0xfffdUL, 4)]
    [InlineData(0, 0x10001UL, 4)]
    [InlineData(0, ulong.MaxValue, 4)]
    [InlineData(0, 0UL, 0)]
    public void What_is_not_in_a_BAR_is_not_mapped(int bar, ulong offset, int length)
    {
        Assert.Equal(Errno.ENOMEM, _device.MapRegion(bar, offset, length, "test", out MmioRegion region));

        Assert.Same(MmioRegion.Unmapped, region);
        Assert.True(_host.Ledger.IsEmpty);
    }

    [Fact]
    public void An_unplugged_function_reads_as_all_ones_and_takes_no_writes()
    {
        _device.MapRegion(PciRegion.Bar0, 0, 0x10, "test", out MmioRegion region);
        region.Write32(0, 1);

        _device.Disconnect();
        region.Write32(0, 2);

        Assert.Equal(uint.MaxValue, region.Read32(0));
        Assert.Equal(0xffff, _device.ReadConfig16(PciConfig.VendorId));
        Span<byte> raw = stackalloc byte[4];
        _function.Read(PciRegion.Bar0, 0, raw);
        Assert.Equal(1, raw[3]);
    }

    [Fact]
    public void DMA_memory_is_what_the_function_sees_at_its_bus_address()
    {
        Assert.Equal(Errno.Ok, _device.AllocCoherent(100, "test", out DmaBuffer buffer));
        buffer.Span[99] = 7;

        Assert.True(_function.Host!.Dma(buffer.BusAddress + 96, 4, out Span<byte> memory));
        Assert.Equal(7, memory[3]);
        Assert.False(_function.Host.Dma(buffer.BusAddress + 97, 4, out _));
        Assert.False(_function.Host.Dma(buffer.BusAddress - 1, 1, out _));

        _device.FreeCoherent(buffer);

        Assert.False(_function.Host.Dma(buffer.BusAddress, 1, out _));
        Assert.True(_host.Ledger.IsEmpty);
        Assert.Throws<InvalidOperationException>(() => buffer.Span.Length);
        Assert.Throws<InvalidOperationException>(() => _device.FreeCoherent(buffer));
    }

    [Fact]
    public void A_fault_refuses_the_call_that_it_counts_to()
    {
        _device.AllocCoherent(1, "before", out _);
        _host.Faults.Fail(HostCall.AllocCoherent, 2);

        Assert.Equal(Errno.Ok, _device.AllocCoherent(1, "test", out _));
        Assert.Equal(Errno.ENOMEM, _device.AllocCoherent(1, "test", out DmaBuffer none));
        Assert.Same(DmaBuffer.None, none);
        Assert.Equal(Errno.Ok, _device.AllocCoherent(1, "test", out _));
        Assert.Equal(4, _host.Faults.Count(HostCall.AllocCoherent));
    }
}
