using Mlx4.Runtime;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Pci;

public class InterruptTests
{
    private readonly PciHost _host = new(new SimulatedTime());
    private readonly TestFunction _function = new();
    private readonly PciDevice _device;
    private readonly MmioRegion _registers;
    private readonly List<string> _log = [];

    public InterruptTests()
    {
        _device = _host.Plug(_function);
        _device.MapRegion(PciRegion.Bar2, 0, 8, "registers", out _registers);
    }

    [Fact]
    public void Enabling_MSI_X_programs_the_table_masked_and_turns_the_pin_off()
    {
        Assert.Equal(Errno.Ok, _device.EnableMsiX(2, 3));

        Assert.Equal(3, _device.MsiXIrqs.Count);
        Assert.Equal(PciConfig.MsiXEnable | (TestFunction.Vectors - 1), _function.Config16(TestFunction.MsiX + PciConfig.MsiXControl));
        Assert.Equal(PciConfig.CommandIntxDisable, _function.Config16(PciConfig.Command));
        Assert.Equal([0xfee00000u, 0u, (uint)_device.MsiXIrqs[1], 1u], Enumerable.Range(0, 4).Select(word => _function.TableWord(1, word)));
        Assert.Equal(3UL, _host.Ledger.Total("MSI-X vector"));
    }

    [Fact]
    public void Disabling_MSI_X_turns_the_pin_on_again()
    {
        _device.EnableMsiX(1, 1);

        _device.DisableMsiX();

        Assert.Empty(_device.MsiXIrqs);
        Assert.Equal(TestFunction.Vectors - 1, _function.Config16(TestFunction.MsiX + PciConfig.MsiXControl));
        Assert.Equal(0, _function.Config16(PciConfig.Command));
        Assert.Equal(0UL, _host.Ledger.Total("MSI-X vector"));
        _device.DisableMsiX();
    }

    [Fact]
    public void There_are_as_many_vectors_as_the_table_has_entries()
    {
        Assert.Equal(Errno.ENOSPC, _device.EnableMsiX(5, 8));
        Assert.Equal(Errno.ERANGE, _device.EnableMsiX(2, 1));
        Assert.Equal(Errno.Ok, _device.EnableMsiX(1, 8));
        Assert.Equal(4, _device.MsiXIrqs.Count);
        Assert.Equal(Errno.EINVAL, _device.EnableMsiX(1, 1));
    }

    [Fact]
    public void A_vector_is_unmasked_while_its_interrupt_is_requested()
    {
        _device.EnableMsiX(2, 2);

        _device.RequestIrq(_device.MsiXIrqs[1], () => { }, "test");
        Assert.Equal([1u, 0u], [_function.TableWord(0, 3), _function.TableWord(1, 3)]);

        _device.FreeIrq(_device.MsiXIrqs[1]);
        Assert.Equal(1u, _function.TableWord(1, 3));
    }

    [Fact]
    public void MSI_X_is_not_turned_off_under_a_handler()
    {
        _device.EnableMsiX(2, 2);
        _device.RequestIrq(_device.MsiXIrqs[0], () => { }, "test");

        Assert.Throws<InvalidOperationException>(_device.DisableMsiX);
    }

    [Fact]
    public void An_interrupt_comes_after_the_access_that_raised_it()
    {
        _device.EnableMsiX(2, 2);
        _device.RequestIrq(_device.MsiXIrqs[1], () => _log.Add($"interrupt, taken {_function.Taken}"), "test");

        _registers.Write32(TestFunction.RaiseMsiX, 1);
        _log.Add("returned");

        // The function had its answer already when the handler ran.
        Assert.Equal(["interrupt, taken True", "returned"], _log);
    }

    [Fact]
    public void An_interrupt_that_a_handler_raises_comes_after_the_handler()
    {
        _device.EnableMsiX(2, 2);
        _device.RequestIrq(_device.MsiXIrqs[0], () => _log.Add("second"), "test");
        _device.RequestIrq(
            _device.MsiXIrqs[1],
            () =>
            {
                _registers.Write32(TestFunction.RaiseMsiX, 0);
                _log.Add("first");
            },
            "test");

        _registers.Write32(TestFunction.RaiseMsiX, 1);

        Assert.Equal(["first", "second"], _log);
    }

    [Fact]
    public void An_interrupt_without_a_handler_has_nobody_to_take_it()
    {
        _registers.Write32(TestFunction.RaisePin, 0);
        Assert.False(_function.Taken);

        _device.RequestIrq(_device.Irq, () => _log.Add("pin"), "test");
        _registers.Write32(TestFunction.RaisePin, 0);
        Assert.True(_function.Taken);
        Assert.Equal(["pin"], _log);

        _registers.Write32(TestFunction.RaiseMsiX, 0);
        Assert.False(_function.Taken);
    }

    [Fact]
    public void An_interrupt_has_one_handler()
    {
        Assert.Equal(Errno.Ok, _device.RequestIrq(_device.Irq, () => { }, "one"));
        Assert.Equal(Errno.EBUSY, _device.RequestIrq(_device.Irq, () => { }, "two"));

        _device.FreeIrq(_device.Irq);

        Assert.Equal(0UL, _host.Ledger.Total("IRQ"));
        Assert.Throws<InvalidOperationException>(() => _device.FreeIrq(_device.Irq));
    }

    [Fact]
    public void A_handler_that_throws_does_not_keep_later_interrupts_from_coming()
    {
        _device.RequestIrq(_device.Irq, () => throw new InvalidOperationException("handler"), "test");
        Assert.Throws<InvalidOperationException>(() => _registers.Write32(TestFunction.RaisePin, 0));
        _device.FreeIrq(_device.Irq);
        _device.RequestIrq(_device.Irq, () => _log.Add("pin"), "test");

        _registers.Write32(TestFunction.RaisePin, 0);

        Assert.Equal(["pin"], _log);
    }
}
