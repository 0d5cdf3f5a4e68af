using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca;

public class FaultsTests
{
    private readonly RawDriver _driver = new();

    [Fact]
    public void The_named_occurrence_of_a_command_fails_once_and_without_effect()
    {
        _driver.Card.Faults.FailCommand((ushort)Opcode.SetIcmSize, (byte)CommandStatus.ExceedLimit, occurrence: 2);
        _driver.RunFirmware();
        RawDriver.Ok(_driver.Execute(Opcode.SetIcmSize, 0x1000_0000));
        Assert.Equal(CommandStatus.ExceedLimit, _driver.Execute(Opcode.SetIcmSize, 0x2000_0000));
        Assert.Equal(0x1000_0000u, _driver.Card.Icm.Size);
        RawDriver.Ok(_driver.Execute(Opcode.SetIcmSize, 0x2000_0000));
    }

    [Fact]
    public void Two_faults_of_one_command_count_the_same_arrivals()
    {
        _driver.Card.Faults.FailCommand((ushort)Opcode.Nop, (byte)CommandStatus.InternalError, occurrence: 1);
        _driver.Card.Faults.FailCommand((ushort)Opcode.Nop, (byte)CommandStatus.ResourceBusy, occurrence: 2);
        Assert.Equal(CommandStatus.InternalError, _driver.Execute(Opcode.Nop));
        Assert.Equal(CommandStatus.ResourceBusy, _driver.Execute(Opcode.Nop));
        Assert.Equal(CommandStatus.Ok, _driver.Execute(Opcode.Nop));
    }

    [Fact]
    public void A_command_can_fail_always()
    {
        _driver.Card.Faults.FailCommandAlways((ushort)Opcode.QueryFw, (byte)CommandStatus.MultiFunctionRequired);
        Assert.Equal(CommandStatus.MultiFunctionRequired, _driver.Execute(Opcode.QueryFw));
        Assert.Equal(CommandStatus.MultiFunctionRequired, _driver.Execute(Opcode.QueryFw));
        Assert.Equal(CommandStatus.Ok, _driver.Execute(Opcode.Nop));
    }

    [Fact]
    public void A_fault_comes_through_an_event_too()
    {
        _driver.BringUp();
        _driver.Card.Faults.FailCommand((ushort)Opcode.Nop, (byte)CommandStatus.ResourceBusy);
        _driver.PostByEvent(Opcode.Nop);
        Assert.Equal((byte)CommandStatus.ResourceBusy, _driver.Eqe(0)[0x0f]);
    }

    [Fact]
    public void Lost_interrupts_leave_the_events()
    {
        _driver.BringUp();
        _driver.EnableMsiX(0);
        _driver.Card.Faults.LoseInterrupts();
        _driver.PostByEvent(Opcode.Nop);
        Assert.Equal(0x0a, _driver.Eqe(0)[0x01]);
        Assert.Empty(_driver.Host.InterruptsTaken);
    }

    [Fact]
    public void The_interrupts_of_one_kind_can_be_lost()
    {
        _driver.BringUp();
        _driver.EnableMsiX(0);
        _driver.Card.Faults.LoseInterrupts(PciInterrupt.MsiX);
        _driver.PostByEvent(Opcode.Nop);
        Assert.Empty(_driver.Host.InterruptsTaken);
        _driver.WriteConfig16(RawDriver.MsiXCapability + PciConfig.MsiXControl, 0);
        _driver.EqDoorbell(RawDriver.Eq, 0, arm: true);
        Assert.Equal([(PciInterrupt.IntX, 0)], _driver.Host.InterruptsTaken);
    }
}
