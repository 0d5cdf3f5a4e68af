using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca;

/// <summary>The doorbells in BAR 2.</summary>
public class DoorbellTests
{
    private const uint Arm = 1u << 31;

    private readonly RawDriver _driver = new();

    [Fact]
    public void Doorbells_read_as_0()
    {
        Assert.Equal(0u, _driver.Read32(0x1800, PciRegion.Bar2));
        Assert.Equal(0u, _driver.Read32((8 << 20) - 4, PciRegion.Bar2));
    }

    [Theory]
    [InlineData(4, 0x1800)]
    [InlineData(5, 0x1808)]
    [InlineData(7, 0x1818)]
    [InlineData(8, 0x2800)]
    [InlineData(127, 0x1f818)]
    public void Four_EQs_share_a_page(uint number, uint offset)
    {
        BringUpWithoutEq();
        CreateEqWithAnUnreadEvent(number);
        _driver.Write32(offset, Arm, PciRegion.Bar2);
        Assert.Single(_driver.Host.InterruptsTaken);
    }

    [Fact]
    public void Pages_are_as_large_as_INIT_HCA_says()
    {
        BringUpWithoutHca();
        _driver.PutHcaParameters();
        _driver.Input[0x12a] = 6;
        _driver.Input[0x12b] = 4;
        RawDriver.Ok(_driver.ExecuteIn(Opcode.InitHca));
        CreateEqWithAnUnreadEvent(5);
        _driver.Write32(0x1808, Arm, PciRegion.Bar2);
        Assert.Empty(_driver.Host.InterruptsTaken);
        _driver.Write32(0x10808, Arm, PciRegion.Bar2);
        Assert.Single(_driver.Host.InterruptsTaken);
    }

    [Theory]
    [InlineData(0x1014)] // send
    [InlineData(0x1020)] // CQ
    [InlineData(0x1804)] // between two
    [InlineData(0x1820)] // after the last
    [InlineData(0x7f_f800)] // BlueFlame
    public void Nothing_else_is_an_EQ_doorbell(uint offset)
    {
        BringUpWithoutEq();
        CreateEqWithAnUnreadEvent(4);
        _driver.Write32(offset, Arm, PciRegion.Bar2);
        Assert.Empty(_driver.Host.InterruptsTaken);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void An_EQ_doorbell_has_32_bits(int length)
    {
        BringUpWithoutEq();
        CreateEqWithAnUnreadEvent(4);
        byte[] data = new byte[length];
        data[0] = 0x80;
        _driver.Function.Write(PciRegion.Bar2, 0x1800, data);
        Assert.Empty(_driver.Host.InterruptsTaken);
    }

    [Fact]
    public void Doorbells_of_an_HCA_that_does_not_run_are_ignored()
    {
        _driver.BringUp();
        RawDriver.Ok(_driver.Execute(Opcode.CloseHca));
        _driver.EqDoorbell(RawDriver.Eq, 1, arm: true);
        Assert.Empty(_driver.Host.InterruptsTaken);
    }

    private void BringUpWithoutHca()
    {
        _driver.RunFirmware();
        _driver.SetIcmSize();
        _driver.MapTables();
    }

    private void BringUpWithoutEq()
    {
        BringUpWithoutHca();
        _driver.InitHca();
    }

    /// <summary>A queue that has not been armed, with an event in it.</summary>
    private void CreateEqWithAnUnreadEvent(uint number)
    {
        _driver.PutEqContext();
        _driver.Put32(0x00, 0xa00);
        RawDriver.Ok(_driver.ExecuteIn(Opcode.Sw2HwEq, number));
        RawDriver.Ok(_driver.Execute(Opcode.MapEq, 1 << 0x0a, number));
        _driver.PostByEvent(Opcode.Nop);
    }
}
