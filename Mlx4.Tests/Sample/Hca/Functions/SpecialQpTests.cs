using Mlx4.Sample.Hca.Commands;

namespace Mlx4.Tests.Sample.Hca.Functions;

/// <summary>The special QPs need room behind them, and more of it while there are virtual functions.</summary>
public class SpecialQpTests
{
    private const uint Qps = 1 << 18;
    private const uint WithProxiesAndTunnels = 8 + 1024 + 1024;

    private readonly RawDriver _driver = new();

    public SpecialQpTests() => _driver.BringUp();

    [Fact]
    public void Eight_fit_at_the_end()
    {
        RawDriver.Ok(_driver.Execute(Opcode.ConfSpecialQp, modifier: Qps - 8));
        Assert.Equal(CommandStatus.BadIndex, _driver.Execute(Opcode.ConfSpecialQp, modifier: Qps));
    }

    [Fact]
    public void Numbers_past_32_bits_do_not_fit() =>
        Assert.Equal(CommandStatus.BadIndex, _driver.Execute(Opcode.ConfSpecialQp, modifier: 0xffff_fff8));

    [Fact]
    public void With_virtual_functions_proxies_and_tunnels_must_fit_too()
    {
        _driver.EnableVfs(1);
        RawDriver.Ok(_driver.Execute(Opcode.ConfSpecialQp, modifier: Qps - WithProxiesAndTunnels));
        Assert.Equal(CommandStatus.BadIndex, _driver.Execute(Opcode.ConfSpecialQp, modifier: Qps - WithProxiesAndTunnels + 8));
    }
}
