using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;
using Mlx4.Tests.Sample.Hca.Verbs;

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
    public void A_card_that_has_failed_is_silent_on_its_pin_and_its_vectors()
    {
        _driver.BringUp();
        _driver.EnableMsiX();
        _driver.PostByEvent(Opcode.Nop);
        Assert.Equal(0x0100_0000u, _driver.Read32(RawDriver.MsiXPending));
        _driver.Card.Faults.InternalError();
        _driver.WriteLittle32(RawDriver.MsiXTable + 12, 0);
        Assert.Empty(_driver.Host.InterruptsTaken);

        _driver.WriteConfig16(RawDriver.MsiXCapability + PciConfig.MsiXControl, 0);
        _driver.EqDoorbell(RawDriver.Eq, 0, arm: true);
        Assert.Empty(_driver.Host.InterruptsTaken);
        Assert.Equal(0, _driver.ReadConfig16(PciConfig.Status) & PciConfig.StatusInterrupt);
    }

    [Fact]
    public void A_card_that_has_failed_writes_nothing_to_the_host()
    {
        var verbs = new VerbsDriver();
        verbs.BringUp();
        verbs.ArmCq(0);
        verbs.PutSend(0);
        verbs.Raw.Card.Faults.InternalError();
        verbs.RingSend();
        Assert.Equal("cc", verbs.Owners(2));
        Assert.Equal(0, verbs.Events);
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

    [Fact]
    public void What_CONFIG_DEV_sets_it_gets_until_a_reset()
    {
        _driver.BringUp();
        _driver.ClearInput();
        _driver.Put32(0x00, 1 << 0 | 1 << 3);
        _driver.Put32(0x10, 0x12b5_0000);
        _driver.Put32(0x14, 0x0001_12b7);
        _driver.Put32(0x18, 1);
        RawDriver.Ok(_driver.ExecuteIn(Opcode.ConfigDev));
        RawDriver.Ok(_driver.Execute(Opcode.ConfigDev, opcodeModifier: 1));
        Assert.Equal([0x12b5_0000u, 0x0001_12b7u, 0u], [Get32(0x10), Get32(0x14), Get32(0x18)]);
        _driver.Put32(0x00, 1 << 18);
        RawDriver.Ok(_driver.ExecuteIn(Opcode.ConfigDev));
        RawDriver.Ok(_driver.Execute(Opcode.ConfigDev, opcodeModifier: 1));
        Assert.Equal(1u, Get32(0x18));
        _driver.Put32(0x00, 1 << 1);
        Assert.Equal(CommandStatus.BadParam, _driver.ExecuteIn(Opcode.ConfigDev));
        _driver.Write32(RawDriver.ResetRegister, 1);
        Assert.Equal(-1, _driver.Card.Configuration.Bytes.IndexOfAnyExcept((byte)0));
    }

    private uint Get32(int offset) => BinaryPrimitives.ReadUInt32BigEndian(_driver.Output[offset..]);
}
