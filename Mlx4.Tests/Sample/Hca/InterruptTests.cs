using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca;

/// <summary>MSI-X with its masks and pending bits, and the interrupt pin with its clear register.</summary>
public class InterruptTests
{
    private const int Control = RawDriver.MsiXCapability + PciConfig.MsiXControl;
    private const uint VectorControl = RawDriver.MsiXTable + 12;
    private const uint ClearInterrupt = 0xf0058;

    private readonly RawDriver _driver = new();

    public InterruptTests() => _driver.BringUp();

    [Fact]
    public void Vectors_are_masked_until_they_are_unmasked()
    {
        for (uint vector = 0; vector < 128; vector++)
        {
            Assert.Equal(0x0100_0000u, _driver.Read32(VectorControl + (vector * 16)));
        }
    }

    [Fact]
    public void A_masked_vector_is_pending_until_it_is_unmasked()
    {
        _driver.WriteConfig16(Control, PciConfig.MsiXEnable);
        Fire();
        Assert.Empty(_driver.Host.InterruptsTaken);
        Assert.Equal(0x0100_0000u, _driver.Read32(RawDriver.MsiXPending));
        _driver.WriteLittle32(VectorControl, 0);
        Assert.Equal([(PciInterrupt.MsiX, 0)], _driver.Host.InterruptsTaken);
        Assert.Equal(0u, _driver.Read32(RawDriver.MsiXPending));
    }

    [Fact]
    public void The_mask_of_all_vectors_keeps_them_pending()
    {
        _driver.WriteLittle32(VectorControl, 0);
        _driver.WriteConfig16(Control, PciConfig.MsiXEnable | PciConfig.MsiXMaskAll);
        Fire();
        Assert.Empty(_driver.Host.InterruptsTaken);
        Assert.Equal(0x0100_0000u, _driver.Read32(RawDriver.MsiXPending));
        _driver.WriteConfig16(Control, PciConfig.MsiXEnable);
        Assert.Equal([(PciInterrupt.MsiX, 0)], _driver.Host.InterruptsTaken);
        Assert.Equal(0u, _driver.Read32(RawDriver.MsiXPending));
    }

    [Fact]
    public void The_ledger_has_the_vectors_that_are_enabled_and_unmasked()
    {
        _driver.WriteLittle32(VectorControl + 32, 0);
        Assert.Equal(0u, _driver.Card.Ledger.Total("MSI-X vector"));
        _driver.WriteConfig16(Control, PciConfig.MsiXEnable);
        Assert.True(_driver.Card.Ledger.Holds("MSI-X vector", 2));
        _driver.WriteLittle32(VectorControl + 32, 1);
        Assert.False(_driver.Card.Ledger.Holds("MSI-X vector", 2));
        _driver.WriteLittle32(VectorControl + 32, 0);
        _driver.WriteConfig16(Control, 0);
        Assert.Equal(0u, _driver.Card.Ledger.Total("MSI-X vector") + _driver.Card.Ledger.Total("MSI-X"));
    }

    [Fact]
    public void The_table_takes_accesses_of_4_and_8_bytes()
    {
        byte[] message = [1, 2, 3, 4, 5, 6, 7, 8];
        _driver.Function.Write(PciRegion.Bar0, RawDriver.MsiXTable + 16, message);
        byte[] read = new byte[8];
        _driver.Function.Read(PciRegion.Bar0, RawDriver.MsiXTable + 16, read);
        Assert.Equal(message, read);
        Assert.Equal(0x0506_0708u, _driver.Read32(RawDriver.MsiXTable + 20));
        _driver.Function.Write(PciRegion.Bar0, RawDriver.MsiXTable + 16, [9, 9]);
        Assert.Equal(0x0102_0304u, _driver.Read32(RawDriver.MsiXTable + 16));
        _driver.Write32(RawDriver.MsiXPending, 0xffff_ffff);
        Assert.Equal(0u, _driver.Read32(RawDriver.MsiXPending));
    }

    [Fact]
    public void A_card_without_MSI_X_has_no_table()
    {
        var driver = new RawDriver(new ConnectX3Options { MsiX = false });
        driver.WriteLittle32(VectorControl, 1);
        Assert.Equal(0u, driver.Read32(VectorControl));
        driver.BringUp();
        driver.WriteConfig16(Control, PciConfig.MsiXEnable);
        driver.PostByEvent(Opcode.Nop);
        Assert.Equal([(PciInterrupt.IntX, 0)], driver.Host.InterruptsTaken);
    }

    [Fact]
    public void Without_bus_mastering_no_message_is_sent()
    {
        _driver.EnableMsiX(0);
        _driver.PostByEvent(Opcode.Nop);
        _driver.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory);
        _driver.EqDoorbell(RawDriver.Eq, 0, arm: true);
        Assert.Single(_driver.Host.InterruptsTaken);
    }

    [Fact]
    public void The_pin_stays_asserted_until_its_bit_is_written()
    {
        Fire();
        Assert.Equal([(PciInterrupt.IntX, 0)], _driver.Host.InterruptsTaken);
        Assert.Equal(1 << 3, _driver.ReadConfig16(PciConfig.Status) & 1 << 3);
        _driver.EqDoorbell(RawDriver.Eq, 0, arm: true);
        Assert.Single(_driver.Host.InterruptsTaken);

        RawDriver.Ok(_driver.Execute(Opcode.QueryAdapter));
        int pin = _driver.Output[0x10];
        _driver.Write32(ClearInterrupt + 4, ~(1u << pin));
        _driver.Write32(ClearInterrupt, 1u << pin);
        Assert.Equal(1 << 3, _driver.ReadConfig16(PciConfig.Status) & 1 << 3);
        _driver.Write32(ClearInterrupt + 4, 1u << pin);
        Assert.Equal(0, _driver.ReadConfig16(PciConfig.Status) & 1 << 3);
        _driver.EqDoorbell(RawDriver.Eq, 0, arm: true);
        Assert.Equal(2, _driver.Host.InterruptsTaken.Count);
    }

    [Fact]
    public void A_pin_that_is_off_signals_when_it_is_allowed()
    {
        _driver.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory | PciConfig.CommandMaster | PciConfig.CommandIntxDisable);
        Fire();
        Assert.Empty(_driver.Host.InterruptsTaken);
        _driver.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory | PciConfig.CommandMaster);
        Assert.Equal([(PciInterrupt.IntX, 0)], _driver.Host.InterruptsTaken);
    }

    [Fact]
    public void Messages_release_the_pin()
    {
        Fire();
        _driver.EnableMsiX(0);
        Assert.Equal(0, _driver.ReadConfig16(PciConfig.Status) & 1 << 3);
        _driver.WriteConfig16(Control, 0);
        _driver.EqDoorbell(RawDriver.Eq, 0, arm: true);
        Assert.Equal([(PciInterrupt.IntX, 0), (PciInterrupt.IntX, 0)], _driver.Host.InterruptsTaken);
    }

    private void Fire() => _driver.PostByEvent(Opcode.Nop);
}
