using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca.Functions;

/// <summary>The SR-IOV capability, as Linux's PCI core uses it, and the virtual functions that come and go with it.</summary>
public class SriovTests
{
    private readonly RawDriver _driver = new();

    [Fact]
    public void It_says_how_many_functions_there_can_be_and_where()
    {
        Assert.Equal(0x003f_003fu, _driver.ReadConfig32(Sriov.Capability + 0x0c));
        Assert.Equal(0x0001_0001u, _driver.ReadConfig32(Sriov.Capability + 0x14));
        Assert.Equal(0x1004, _driver.ReadConfig16(Sriov.Capability + 0x1a));
        Assert.Equal(0x7ffu, _driver.ReadConfig32(Sriov.Capability + 0x1c));
        Assert.Equal(1u, _driver.ReadConfig32(Sriov.Capability + 0x20));
        Assert.Equal(63, _driver.Card.VirtualFunctions.Count);
    }

    [Fact]
    public void Only_BAR_2_of_virtual_functions_has_a_size()
    {
        uint[] sizes = [.. Enumerable.Range(0, 6).Select(bar =>
        {
            _driver.WriteConfig32(Sriov.Capability + 0x24 + (bar * 4), 0xffff_ffff);
            return _driver.ReadConfig32(Sriov.Capability + 0x24 + (bar * 4));
        })];
        Assert.Equal([0u, 0u, 0xff80_000cu, 0xffff_ffffu, 0u, 0u], sizes);
    }

    [Fact]
    public void A_virtual_function_is_there_only_while_it_is_enabled()
    {
        IPciFunction function = _driver.Card.VirtualFunctions[1];
        var raw = new RawFunction(function);
        Assert.All(raw.Snapshot(), word => Assert.Equal(uint.MaxValue, word));
        _driver.EnableVfs(1);
        Assert.Equal(uint.MaxValue, raw.ReadConfig32(PciConfig.Revision));
        _driver.DisableVfs();
        _driver.EnableVfs(2);
        Assert.Equal(0x0280_0000u, raw.ReadConfig32(PciConfig.Revision));
        Assert.Equal("virtual function 0x1 (SR-IOV control), 0x2 (SR-IOV control)", _driver.Card.Ledger.ToString());
        _driver.DisableVfs();
        Assert.Equal(uint.MaxValue, raw.ReadConfig32(PciConfig.Revision));
        Assert.True(_driver.Card.Ledger.IsEmpty);
    }

    [Fact]
    public void Their_number_is_locked_while_they_are_there()
    {
        _driver.EnableVfs(2);
        _driver.WriteConfig16(Sriov.NumVfs, 5);
        _driver.WriteConfig32(Sriov.Capability + 0x20, 2);
        _driver.WriteConfig16(Sriov.Control, Sriov.Enable | Sriov.MemoryEnable);
        Assert.Equal(2, _driver.ReadConfig16(Sriov.NumVfs));
        Assert.Equal(1u, _driver.ReadConfig32(Sriov.Capability + 0x20));
        Assert.Equal(Sriov.Enable | Sriov.MemoryEnable | Sriov.AriHierarchy, _driver.ReadConfig16(Sriov.Control));
        Assert.Equal(2u, _driver.Card.Ledger.Total("virtual function"));
        _driver.DisableVfs();
        _driver.WriteConfig16(Sriov.NumVfs, 5);
        Assert.Equal(5, _driver.ReadConfig16(Sriov.NumVfs));
    }

    [Theory]
    [InlineData(64, int.MaxValue)]
    [InlineData(1, 0)]
    [InlineData(4, 3)]
    public void More_than_there_can_be_are_not_enabled(ushort count, int limit)
    {
        _driver.Card.Faults.VirtualFunctionLimit = limit;
        _driver.EnableVfs(count);
        Assert.Equal(Sriov.MemoryEnable | Sriov.AriHierarchy, _driver.ReadConfig16(Sriov.Control));
        Assert.True(_driver.Card.Ledger.IsEmpty);
    }

    [Fact]
    public void A_limit_lets_as_many_be_enabled_as_it_says()
    {
        _driver.Card.Faults.VirtualFunctionLimit = 3;
        _driver.EnableVfs(3);
        Assert.Equal(3u, _driver.Card.Ledger.Total("virtual function"));
    }

    [Fact]
    public void The_reset_register_leaves_them_there_and_their_configuration_too()
    {
        RawDriver master = Sriov.BringUpMaster();
        var slave = new RawSlave(master, 2);
        slave.EnableMsiX(1);
        master.Write32(RawDriver.ResetRegister, 1);
        Assert.Equal(uint.MaxValue, slave.ReadConfig32(PciConfig.Revision));
        Assert.Equal(uint.MaxValue, slave.ReadPage(RawSlave.SlaveWrite));
        master.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, master.ReadConfig16(Sriov.NumVfs));
        Assert.Equal(PciConfig.CommandMaster, slave.ReadConfig16(PciConfig.Command));
        Assert.Equal(PciConfig.MsiXEnable, slave.ReadConfig16(RawDriver.MsiXCapability + PciConfig.MsiXControl) & PciConfig.MsiXEnable);
        Assert.Equal(0u, slave.ReadPage(RawSlave.SlaveWrite));
        Assert.Equal(
            ["MSI-X of VF 2", "MSI-X vector of VF 2", "virtual function", "virtual function"],
            master.Card.Ledger.Entries.Select(entry => entry.Resource));
    }

    [Fact]
    public void A_reset_of_the_physical_function_takes_them_away()
    {
        RawDriver master = Sriov.BringUpMaster();
        var slave = new RawSlave(master, 1);
        slave.EnableMsiX(1);
        RawDriver.Ok(master.CreateEqFor(slave));
        master.Function.Reset();
        Assert.Equal("empty", master.Card.Ledger.ToString());
        Assert.Equal(0, master.ReadConfig16(Sriov.Control));
        Assert.Equal(uint.MaxValue, slave.ReadConfig32(PciConfig.Revision));
        master.EnableVfs(1);
        Assert.Equal(0, slave.ReadConfig16(PciConfig.Command));
    }

    [Fact]
    public void What_a_virtual_function_had_when_it_went_is_still_in_the_ledger()
    {
        RawDriver master = Sriov.BringUpMaster();
        var slave = new RawSlave(master, 2);
        RawDriver.Ok(master.CreateEqFor(slave));
        master.DisableVfs();
        Assert.True(master.Card.Ledger.Holds("EQ of VF 2", Sriov.SlaveEq));
        Assert.Contains("EQ of VF 2 0x5 (SW2HW_EQ)", master.Card.Ledger.ToString(), StringComparison.Ordinal);
        RawDriver.Ok(master.Execute(Opcode.Hw2SwEq, 2, Sriov.SlaveEq, 1));
        Assert.False(master.Card.Ledger.Holds("EQ of VF 2", Sriov.SlaveEq));
    }

    [Fact]
    public void A_card_can_have_none()
    {
        var driver = new RawDriver(new ConnectX3Options { VirtualFunctions = 0 });
        driver.EnableVfs(1);
        Assert.Empty(driver.Card.VirtualFunctions);
        Assert.True(driver.Card.Ledger.IsEmpty);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectX3(new ConnectX3Options { VirtualFunctions = 64 }, TimeProvider.System));
    }
}
