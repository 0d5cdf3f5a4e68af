using Mlx4.Sample.Hca.Commands;

namespace Mlx4.Tests.Sample.Hca;

/// <summary>What somebody who watches the card hears of its commands.</summary>
public class CommandObserverTests
{
    private readonly RawDriver _driver = new();
    private readonly List<string> _log = [];

    public CommandObserverTests() => _driver.Card.CommandObserver = command => _log.Add(command.ToString());

    [Fact]
    public void The_words_of_the_input_mailbox_are_told_but_for_zeros()
    {
        _driver.RunFirmware();
        _log.Clear();
        _driver.ClearInput();
        _driver.Input[2] = 0x01;
        _driver.Input[0xfff] = 0x23;
        RawDriver.Ok(_driver.ExecuteIn(Opcode.ModStatCfg));
        Assert.Equal([$"MOD_STAT_CFG in=0x{_driver.In:x} mod=0x0 op=0 [0=100 ffc=23] -> OK"], _log);
    }

    [Fact]
    public void A_mailbox_of_zeros_is_told_as_well()
    {
        _driver.RunFirmware();
        _log.Clear();
        _driver.ClearInput();
        _driver.ExecuteIn(Opcode.ModStatCfg);
        Assert.Contains($"MOD_STAT_CFG in=0x{_driver.In:x} mod=0x0 op=0 [] -> ", Assert.Single(_log), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mailbox_that_the_card_cannot_reach_is_not()
    {
        _driver.RunFirmware();
        _log.Clear();
        _driver.Execute(Opcode.ModStatCfg, ulong.MaxValue - 0xfff);
        _driver.Execute(Opcode.ModStatCfg, 0x123);
        Assert.Equal(
            ["MOD_STAT_CFG in=0xfffffffffffff000 mod=0x0 op=0 -> BAD_PARAM", "MOD_STAT_CFG in=0x123 mod=0x0 op=0 -> BAD_PARAM"],
            _log);
    }

    [Fact]
    public void A_command_without_a_mailbox_has_an_immediate_value()
    {
        _driver.RunFirmware();
        _log.Clear();
        RawDriver.Ok(_driver.Execute(Opcode.SetIcmSize, RawDriver.IcmSize));
        Assert.Equal([$"SET_ICM_SIZE in=0x{RawDriver.IcmSize:x} mod=0x0 op=0 -> OK"], _log);
    }

    [Fact]
    public void Whether_the_host_waits_for_an_event_is_told()
    {
        _driver.PostByEvent(Opcode.Nop);
        Assert.Equal(["NOP in=0x0 mod=0x0 op=0 event -> OK"], _log);
    }
}
