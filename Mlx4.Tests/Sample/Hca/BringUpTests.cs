using System.Buffers.Binary;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca;

/// <summary>A whole life of the card, by hand: up, an event, and down.</summary>
public class BringUpTests
{
    [Fact]
    public void The_card_comes_up_interrupts_and_goes_down_with_nothing_left()
    {
        var driver = new RawDriver(new ConnectX3Options());
        Assert.Equal(0u, driver.Read32(RawDriver.Ownership));
        Assert.Equal(0u, driver.Read32(RawDriver.Semaphore));
        driver.Write32(RawDriver.ResetRegister, 1);
        driver.Time.Advance(TimeSpan.FromSeconds(1));
        driver.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory | PciConfig.CommandMaster);
        Assert.Equal("ownership 0x0 (register read)", driver.Card.Ledger.ToString());

        driver.BringUp();
        driver.EnableMsiX(0);
        ushort token = driver.PostByEvent(Opcode.Nop, modifier: 0x1f);
        Assert.Equal([(PciInterrupt.MsiX, 0)], driver.Host.InterruptsTaken);
        Assert.Equal(0x0a, driver.Eqe(0)[0x01]);
        Assert.Equal(token, BinaryPrimitives.ReadUInt16BigEndian(driver.Eqe(0)[0x06..]));
        Assert.Equal((byte)CommandStatus.Ok, driver.Eqe(0)[0x0f]);
        Assert.Equal(0, driver.Eqe(0)[0x1f] & 0x80);
        RawDriver.Ok(driver.Execute(Opcode.ConfSpecialQp, modifier: 0x48));
        RawDriver.Ok(driver.Execute(Opcode.InitPort, modifier: 1));

        string[] held =
        [
            "EQ: 1 x 1 by SW2HW_EQ",
            "HCA: 1 x 1 by INIT_HCA",
            "ICM chunk: 14 x 64 by MAP_ICM",
            "MSI-X vector: 1 x 1 by MSI-X table",
            "MSI-X: 1 x 1 by message control",
            "auxiliary ICM: 50 x 1 by MAP_ICM_AUX",
            "event: 1 x 1 by MAP_EQ",
            "firmware area: 1 x 1024 by MAP_FA",
            "firmware area: 1 x 128 by MAP_FA",
            "firmware area: 1 x 16 by MAP_FA",
            "firmware area: 1 x 256 by MAP_FA",
            "firmware area: 1 x 4 by MAP_FA",
            "firmware area: 1 x 64 by MAP_FA",
            "firmware area: 1 x 8 by MAP_FA",
            "ownership: 1 x 1 by register read",
            "port: 1 x 1 by INIT_PORT",
            "special QPs: 1 x 1 by CONF_SPECIAL_QP",
        ];
        Assert.Equal(held, Held(driver));
        Assert.Equal(RawDriver.Tables, driver.Card.Ledger.Entries.Where(entry => entry.Resource == "ICM chunk").Select(entry => entry.Id));
        Assert.True(driver.Card.Ledger.Holds("EQ", RawDriver.Eq));
        Assert.True(driver.Card.Ledger.Holds("event", 0x0a));
        Assert.True(driver.Card.Ledger.Holds("special QPs", 0x48));

        RawDriver.Ok(driver.Execute(Opcode.ClosePort, modifier: 1));
        RawDriver.Ok(driver.Execute(Opcode.ConfSpecialQp));
        RawDriver.Ok(driver.Execute(Opcode.MapEq, 1 << 0x0a, RawDriver.Eq | (1u << 31)));
        RawDriver.Ok(driver.Execute(Opcode.Hw2SwEq, modifier: RawDriver.Eq, opcodeModifier: 1));
        RawDriver.Ok(driver.Execute(Opcode.CloseHca));
        foreach (ulong table in RawDriver.Tables.Reverse())
        {
            RawDriver.Ok(driver.Execute(Opcode.UnmapIcm, table, 64));
        }
        RawDriver.Ok(driver.Execute(Opcode.UnmapIcmAux));
        RawDriver.Ok(driver.Execute(Opcode.UnmapFa));
        driver.WriteConfig16(RawDriver.MsiXCapability + PciConfig.MsiXControl, 0);
        driver.Write32(RawDriver.Ownership, 0);
        Assert.Equal("empty", driver.Card.Ledger.ToString());
    }

    [Fact]
    public void The_card_comes_up_again_without_a_reset()
    {
        var driver = new RawDriver();
        driver.BringUp();
        RawDriver.Ok(driver.Execute(Opcode.Hw2SwEq, modifier: RawDriver.Eq, opcodeModifier: 1));
        RawDriver.Ok(driver.Execute(Opcode.CloseHca));
        driver.InitHca();
        driver.CreateEq();
        driver.PostByEvent(Opcode.Nop);
        Assert.Equal([(PciInterrupt.IntX, 0)], driver.Host.InterruptsTaken);
    }

    [Fact]
    public void What_the_host_has_not_taken_back_before_CLOSE_HCA_stays_in_the_ledger()
    {
        var driver = new RawDriver();
        driver.BringUp();
        RawDriver.Ok(driver.Execute(Opcode.InitPort, modifier: 2));
        RawDriver.Ok(driver.Execute(Opcode.ConfSpecialQp, modifier: 0x40));
        RawDriver.Ok(driver.Execute(Opcode.CloseHca));
        Assert.False(driver.Card.Ledger.Holds("HCA", 0));
        Assert.True(driver.Card.Ledger.Holds("EQ", RawDriver.Eq));
        Assert.True(driver.Card.Ledger.Holds("event", 0x0a));
        Assert.True(driver.Card.Ledger.Holds("port", 2));
        Assert.True(driver.Card.Ledger.Holds("special QPs", 0x40));

        driver.PostByEvent(Opcode.Nop);
        Assert.Empty(driver.Host.InterruptsTaken);

        driver.InitHca();
        driver.CreateEq();
        RawDriver.Ok(driver.Execute(Opcode.InitPort, modifier: 2));
        driver.PostByEvent(Opcode.Nop);
        Assert.Single(driver.Host.InterruptsTaken);
    }

    private static IEnumerable<string> Held(RawDriver driver) => driver.Card.Ledger.Entries
        .GroupBy(entry => (entry.Resource, entry.Amount, entry.By))
        .Select(group => $"{group.Key.Resource}: {group.Count()} x {group.Key.Amount} by {group.Key.By}")
        .Order(StringComparer.Ordinal);
}
