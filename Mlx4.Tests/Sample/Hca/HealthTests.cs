using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca;

/// <summary>The card fails, warns, and is asked how it is.</summary>
public class HealthTests
{
    private const uint ErrorBuffer = 0x1f020;

    private readonly RawDriver _driver = new();

    [Fact]
    public void A_card_that_is_well_says_so()
    {
        _driver.BringUp();
        for (uint word = 0; word < 16; word++)
        {
            Assert.Equal(0u, _driver.Read32(ErrorBuffer + (word * 4)));
        }
        RawDriver.Ok(_driver.Execute(Opcode.HwHealthCheck));
        Assert.Equal(CommandStatus.BadResource, _driver.Execute(Opcode.GetOpReq));
        Assert.Equal(CommandStatus.LamNotPresent, _driver.Execute(Opcode.EnableLam));
        Assert.Equal(CommandStatus.LamNotPresent, _driver.Execute(Opcode.DisableLam));
    }

    [Fact]
    public void A_card_that_has_failed_hangs_until_its_reset_and_works_again()
    {
        _driver.BringUp();
        _driver.EnableMsiX(0);
        _driver.Card.Faults.InternalError();

        Assert.Equal(0x0032_8f6fu, _driver.Read32(ErrorBuffer));
        Assert.Equal(0u, _driver.Read32(ErrorBuffer + 0x40));
        _driver.PostByEvent(Opcode.Nop);
        Assert.True(_driver.IsPending);
        Assert.Equal(0x80, _driver.Eqe(0)[0x1f]);
        _driver.EqDoorbell(RawDriver.Eq, 1, arm: true);
        Assert.Empty(_driver.Host.InterruptsTaken);

        _driver.Write32(RawDriver.ResetRegister, 1);
        _driver.Time.Advance(_driver.Card.Options.ResetTime);
        _driver.ForgetToggle();
        _driver.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory | PciConfig.CommandMaster);
        Assert.Equal(0u, _driver.Read32(ErrorBuffer));
        _driver.BringUp();
        _driver.PostByEvent(Opcode.Nop);
        Assert.Equal([(PciInterrupt.MsiX, 0)], _driver.Host.InterruptsTaken);
    }

    [Fact]
    public void A_card_can_fail_after_some_commands()
    {
        _driver.BringUp();
        _driver.Card.Faults.InternalError(afterCommands: 2);
        RawDriver.Ok(_driver.Execute(Opcode.Nop));
        RawDriver.Ok(_driver.Execute(Opcode.Nop));
        Assert.Equal(0u, _driver.Read32(ErrorBuffer));
        _driver.PostByEvent(Opcode.Nop);
        Assert.True(_driver.IsPending);
        Assert.NotEqual(0u, _driver.Read32(ErrorBuffer));
        _driver.Function.Reset();
        Assert.False(_driver.Card.Faults.HasInternalError);
    }

    [Fact]
    public void A_card_that_is_too_warm_warns()
    {
        _driver.BringUp();
        RawDriver.Ok(_driver.Execute(Opcode.MapEq, 1 << 0x1b, RawDriver.Eq));
        _driver.Card.WarnOfTemperature(108, 105);
        ReadOnlySpan<byte> warning = _driver.Eqe(0);
        Assert.Equal((0x1b, 0), (warning[0x01], warning[0x03]));
        Assert.Equal((108, 105), (BinaryPrimitives.ReadUInt16BigEndian(warning[0x04..]), BinaryPrimitives.ReadUInt16BigEndian(warning[0x06..])));
    }

    [Fact]
    public void The_registers_of_a_dump()
    {
        _driver.RunFirmware();
        RawDriver.Ok(_driver.Execute(Opcode.QueryDevCap));
        uint health = BinaryPrimitives.ReadUInt32BigEndian(_driver.Output[0xe4..]);
        Assert.Equal(0u, _driver.Read32(health));
        _driver.Write32(0xf3f04, 0x40);
        Assert.Equal(0x40u, _driver.Read32(0xf3f04));
    }
}
