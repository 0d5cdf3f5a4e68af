using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca.Functions;

/// <summary>A virtual function as a guest sees it to which it was handed.</summary>
public class AssignedFunctionTests
{
    private readonly RawDriver _master = Sriov.BringUpMaster(1);
    private readonly RawFunction _guest;

    public AssignedFunctionTests() => _guest = new RawFunction(new AssignedFunction(_master.Card.VirtualFunctions[0], 0x15b3, 0x1004));

    [Fact]
    public void It_has_ids()
    {
        Assert.Equal(0x1004_15b3u, _guest.ReadConfig32(PciConfig.VendorId));
        Assert.Equal(0x1004, _guest.ReadConfig16(PciConfig.DeviceId));
        _guest.WriteConfig32(PciConfig.VendorId, 0);
        Assert.Equal(0x1004_15b3u, _guest.ReadConfig32(PciConfig.VendorId));
    }

    [Fact]
    public void Its_BAR_has_a_size_and_keeps_an_address()
    {
        uint[] sizes = [.. Enumerable.Range(0, 6).Select(bar =>
        {
            _guest.WriteConfig32(PciConfig.Bar0 + (bar * 4), 0xffff_ffff);
            return _guest.ReadConfig32(PciConfig.Bar0 + (bar * 4));
        })];
        Assert.Equal([0u, 0u, 0xff80_000cu, 0xffff_ffffu, 0u, 0u], sizes);
        _guest.WriteConfig32(PciConfig.Bar2, 0xe080_0000);
        Assert.Equal(0xe080_000cu, _guest.ReadConfig32(PciConfig.Bar2));
    }

    [Fact]
    public void Its_memory_answers_when_the_guest_lets_it()
    {
        Assert.Equal(uint.MaxValue, _guest.Read32(RawSlave.Capabilities, PciRegion.Bar2));
        _guest.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory | PciConfig.CommandMaster);
        Assert.Equal(PciConfig.CommandMemory | PciConfig.CommandMaster, _guest.ReadConfig16(PciConfig.Command));
        Assert.Equal(1u << 30, _guest.Read32(RawSlave.Capabilities, PciRegion.Bar2));
        _guest.Write32(RawSlave.SlaveWrite, 0x8000_0000, PciRegion.Bar2);
        _guest.WriteConfig16(PciConfig.Command, PciConfig.CommandMaster);
        _guest.Write32(RawSlave.SlaveWrite, 0, PciRegion.Bar2);
        _guest.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory);
        Assert.Equal(0x8000_0000u, _guest.Read32(RawSlave.SlaveWrite, PciRegion.Bar2));
    }

    [Fact]
    public void All_else_is_the_function_s()
    {
        var function = new RawFunction(_master.Card.VirtualFunctions[0]);
        Assert.Equal(function.Snapshot()[(0x28 / 4)..], _guest.Snapshot()[(0x28 / 4)..]);
        Assert.Equal(function.ReadConfig32(PciConfig.Revision), _guest.ReadConfig32(PciConfig.Revision));
        Assert.Equal((1u, 24u), _guest.Function.Interrupts(PciInterrupt.MsiX));
    }

    [Fact]
    public void A_reset_takes_the_address_and_the_memory_away()
    {
        _guest.WriteConfig32(PciConfig.Bar2, 0xe080_0000);
        _guest.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory | PciConfig.CommandMaster);
        _guest.Function.Reset();
        Assert.Equal(0x0000_000cu, _guest.ReadConfig32(PciConfig.Bar2));
        Assert.Equal(0, _guest.ReadConfig16(PciConfig.Command));
        Assert.Equal(0x1c, _master.Eqe(0)[1]);
    }

    [Fact]
    public void A_function_that_has_gone_shows_as_gone()
    {
        _master.DisableVfs();
        Assert.All(_guest.Snapshot(), word => Assert.Equal(uint.MaxValue, word));
    }
}
