using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca;

/// <summary>Ownership, semaphore, reset, clock and error buffer.</summary>
public class RegisterTests
{
    private readonly RawDriver _driver = new();

    [Fact]
    public void Ownership_is_taken_by_a_read_and_released_by_writing_0()
    {
        Assert.Equal(0u, _driver.Read32(RawDriver.Ownership));
        Assert.NotEqual(0u, _driver.Read32(RawDriver.Ownership));
        _driver.Write32(RawDriver.Ownership, 1);
        Assert.NotEqual(0u, _driver.Read32(RawDriver.Ownership));
        _driver.Write32(RawDriver.Ownership, 0);
        Assert.Equal(0u, _driver.Read32(RawDriver.Ownership));
    }

    [Fact]
    public void The_semaphore_is_taken_by_a_read_and_released_by_a_reset_only()
    {
        Assert.Equal(0u, _driver.Read32(RawDriver.Semaphore));
        Assert.NotEqual(0u, _driver.Read32(RawDriver.Semaphore));
        _driver.Write32(RawDriver.Semaphore, 0);
        Assert.NotEqual(0u, _driver.Read32(RawDriver.Semaphore));
        Reset();
        Assert.Equal(0u, _driver.Read32(RawDriver.Semaphore));
    }

    [Fact]
    public void Another_function_can_hold_both()
    {
        _driver.Card.Faults.OwnershipTaken = true;
        _driver.Card.Faults.SemaphoreBusy = true;
        Assert.NotEqual(0u, _driver.Read32(RawDriver.Ownership));
        Assert.NotEqual(0u, _driver.Read32(RawDriver.Semaphore));
        Assert.True(_driver.Card.Ledger.IsEmpty);
    }

    [Fact]
    public void During_a_reset_nothing_answers()
    {
        _driver.Write32(RawDriver.ResetRegister, 1);
        Assert.Equal(0xffff, _driver.ReadConfig16(PciConfig.VendorId));
        Assert.Equal(uint.MaxValue, _driver.Read32(RawDriver.Hcr));
        _driver.Time.Advance(_driver.Card.Options.ResetTime - TimeSpan.FromTicks(1));
        Assert.Equal(0xffff, _driver.ReadConfig16(PciConfig.VendorId));
        _driver.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(0x15b3, _driver.ReadConfig16(PciConfig.VendorId));
    }

    [Fact]
    public void A_card_stuck_in_reset_never_answers()
    {
        _driver.Card.Faults.StuckInReset = true;
        _driver.Write32(RawDriver.ResetRegister, 1);
        _driver.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0xffff, _driver.ReadConfig16(PciConfig.VendorId));
        _driver.Card.Faults.StuckInReset = false;
        Assert.Equal(0x15b3, _driver.ReadConfig16(PciConfig.VendorId));
    }

    [Fact]
    public void A_reset_leaves_ownership_and_MSI_X_and_nothing_else()
    {
        _driver.BringUp();
        _driver.EnableMsiX(0, 3);
        _driver.Read32(RawDriver.Ownership);
        _driver.WriteConfig32(PciConfig.Bar0, 0xe000_0000);
        Reset();
        Assert.Equal(["MSI-X", "MSI-X vector", "MSI-X vector", "ownership"], _driver.Card.Ledger.Entries.Select(entry => entry.Resource));
        Assert.Equal(0x807f, _driver.ReadConfig16(RawDriver.MsiXCapability + PciConfig.MsiXControl));
        Assert.Equal(0x0000_0004u, _driver.ReadConfig32(PciConfig.Bar0));
        Assert.Equal(CommandStatus.BadSysState, _driver.Execute(Opcode.QueryDevCap));
        _driver.BringUp();
        _driver.PostByEvent(Opcode.Nop);
        Assert.Equal([(PciInterrupt.MsiX, 0)], _driver.Host.InterruptsTaken);
    }

    [Fact]
    public void Only_1_resets()
    {
        _driver.Write32(RawDriver.ResetRegister, 0x0100_0000);
        Assert.Equal(0x15b3, _driver.ReadConfig16(PciConfig.VendorId));
    }

    [Fact]
    public void The_clock_counts_the_cycles_of_the_core()
    {
        RawDriver.Ok(_driver.Execute(Opcode.QueryFw));
        _driver.Time.Advance(TimeSpan.FromSeconds(100));
        const ulong Cycles = 100UL * ConnectX3.CoreClock * 1_000_000;
        Assert.Equal((uint)(Cycles >> 32), _driver.Read32(0xf0800));
        Assert.Equal(unchecked((uint)Cycles), _driver.Read32(0xf0804));
    }

    [Fact]
    public void The_error_buffer_tells_of_no_error()
    {
        for (uint word = 0; word < 0x10; word++)
        {
            Assert.Equal(0u, _driver.Read32(0x1f020 + (word * 4)));
        }
    }

    private void Reset()
    {
        _driver.Write32(RawDriver.ResetRegister, 1);
        _driver.Time.Advance(TimeSpan.FromSeconds(1));
        _driver.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory | PciConfig.CommandMaster);
        _driver.ForgetToggle();
    }
}
