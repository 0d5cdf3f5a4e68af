using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Tests.Sample.Driver.Slave;

/// <summary>The talk of a slave with its master, and masters that do not talk as they should.</summary>
public class CommChannelTests
{
    private const ulong SlaveRead = 0x4;

    [Fact]
    public void A_slave_waits_for_a_master_that_is_still_loading()
    {
        var machine = new SlaveMachine();
        machine.PfLoading.Enter();

        Assert.Equal("InitHca/InitSlave/CheckPfLoading: EPROBE_DEFER", machine.Load().ToString());

        Assert.Empty(machine.Master.Said);
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
        machine.PfLoading.Leave();
        machine.Load().ThrowIfFailed();
    }

    [Fact]
    public void Without_a_master_a_slave_fails_after_half_a_minute()
    {
        var machine = new SlaveMachine(masterIsUp: false);

        Assert.Equal("InitHca/InitSlave/CheckOffline: EIO", machine.Load().ToString());

        Assert.Equal(TimeSpan.FromSeconds(30), machine.Time.Elapsed);
        Assert.Empty(machine.Master.Said);
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
    }

    [Fact]
    public void A_master_may_come_a_little_later()
    {
        var machine = new SlaveMachine(masterIsUp: false);
        using ITimer timer = machine.Time.CreateTimer(_ => machine.Master.ComeUp(), null, TimeSpan.FromSeconds(12), Timeout.InfiniteTimeSpan);

        Assert.Equal("ok", machine.Load().ToString());

        Assert.Equal(TimeSpan.FromSeconds(12), machine.Time.Elapsed);
    }

    [Fact]
    public void A_slave_that_is_being_removed_waits_for_no_master()
    {
        var machine = new SlaveMachine(masterIsUp: false);
        machine.Commands.Comm.IsLeaving = true;

        Assert.Equal("InitHca/InitSlave/CheckOffline: EIO", machine.Load().ToString());

        Assert.Equal(TimeSpan.Zero, machine.Time.Elapsed);
    }

    [Fact]
    public void A_master_that_does_not_answer_a_RESET_yet_lets_the_slave_come_again()
    {
        var machine = new SlaveMachine { Master = { SilentFrom = "Reset" } };

        Assert.Equal("InitHca/InitSlave/CommReset: EPROBE_DEFER", machine.Load().ToString());

        Assert.Equal(TimeSpan.FromSeconds(10), machine.Time.Elapsed);
        Assert.False(machine.Commands.InternalError);
        Assert.Equal(SlaveMachine.Nothing, machine.Held);

        (machine.Master.IsSilent, machine.Master.SilentFrom) = (false, null);
        machine.Load().ThrowIfFailed();
        Assert.Equal(["an earlier driver has left the comm channel in the middle of a command; it begins anew"], machine.Monitor.Warnings);
        Assert.Equal(TimeSpan.FromSeconds(15), machine.Time.Elapsed);
        machine.Unload();
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
    }

    [Fact]
    public void A_master_of_another_revision_is_left_alone()
    {
        var machine = new SlaveMachine { Master = { Version = 0x0201 } };

        Assert.Equal("InitHca/InitSlave/CheckRevision: EIO", machine.Load().ToString());

        Assert.Equal(["Reset", "Reset"], machine.Master.Said);
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
    }

    [Theory]
    [InlineData("Vhcr0", "Vhcr0")]
    [InlineData("Vhcr1", "Vhcr1")]
    [InlineData("Vhcr2", "Vhcr2")]
    [InlineData("VhcrEnable", "VhcrEnable")]
    public void A_master_that_falls_silent_gives_the_slave_up(string said, string stage)
    {
        var machine = new SlaveMachine { Master = { SilentFrom = said } };

        Assert.Equal($"InitHca/InitSlave/{stage}: EIO", machine.Load().ToString());

        Assert.True(machine.Commands.InternalError);
        Assert.Equal(TimeSpan.FromSeconds(10), machine.Time.Elapsed);
        Assert.Equal(said, machine.Master.Said[^1]);
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
    }

    [Theory]
    [InlineData("QueryHca", "InitHca/SlaveCap/QueryHca")]
    [InlineData("Sw2HwEq", "InitEqTable/CreateEq/Sw2HwEq")]
    [InlineData("Nop", "Nop")]
    public void A_command_that_is_never_carried_out_gives_the_slave_up(string said, string stage)
    {
        var machine = new SlaveMachine { Master = { SilentFrom = said } };

        Assert.Equal($"{stage}: EIO", machine.Load().ToString());

        Assert.True(machine.Commands.InternalError);
        Assert.Equal(TimeSpan.FromSeconds(70), machine.Time.Elapsed);
        Assert.Equal(said, machine.Master.Said[^1]);
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
        (machine.Master.IsSilent, machine.Master.SilentFrom) = (false, null);
        machine.Load().ThrowIfFailed();
        machine.Unload();
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
    }

    [Theory]
    [InlineData("Reset", "InitHca/InitSlave/CommReset")]
    [InlineData("Vhcr2", "InitHca/InitSlave/Vhcr2")]
    [InlineData("QueryFuncCap", "InitHca/SlaveCap/QueryFuncCap")]
    [InlineData("MapEq", "Nop")]
    public void A_slave_that_its_master_drops_ends_at_once(string said, string stage)
    {
        var machine = new SlaveMachine { Master = { DropsAt = said } };

        Assert.Equal($"{stage}: EIO", machine.Load().ToString());

        Assert.True(machine.Commands.InternalError);
        Assert.Equal(TimeSpan.Zero, machine.Time.Elapsed);
        Assert.Equal(said, machine.Master.Said[^1]);
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
        machine.Load().ThrowIfFailed();
    }

    [Theory]
    [InlineData("Vhcr1", "InitHca/InitSlave/Vhcr1")]
    [InlineData("QueryPort", "InitHca/SlaveCap/ReadDevCap/QueryDevCap/QueryPort")]
    [InlineData("Nop", "Nop")]
    public void A_function_that_cannot_be_reached_any_more_ends_its_load(string said, string stage)
    {
        var machine = new SlaveMachine();
        machine.Master.OnSaid = what => machine.Function.IsUnreachable |= what == said;

        Assert.Equal($"{stage}: EIO", machine.Load().ToString());

        Assert.True(machine.Commands.InternalError);
        Assert.DoesNotContain(machine.Monitor.Warnings, warning => warning.Contains("could not be reset", StringComparison.Ordinal));
        Assert.Equal("empty", machine.Host.Ledger.ToString());
    }

    [Fact]
    public void A_function_that_cannot_be_reached_yet_is_waited_for()
    {
        var machine = new SlaveMachine();
        machine.Function.Words[SlaveRead] = uint.MaxValue;
        using ITimer timer = machine.Time.CreateTimer(_ => machine.Function.Words.Clear(), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);

        Assert.Equal("ok", machine.Load().ToString());

        Assert.Equal(TimeSpan.FromSeconds(2), machine.Time.Elapsed);
        Assert.Empty(machine.Monitor.Warnings);
    }

    [Fact]
    public void A_function_that_cannot_be_reached_and_is_being_removed_fails_with_the_cause()
    {
        var machine = new SlaveMachine();
        machine.Function.Words[SlaveRead] = uint.MaxValue;
        machine.Commands.Comm.IsLeaving = true;

        Assert.Equal("MultiFuncInit/SyncToggles: EIO", machine.Load().ToString());

        Assert.Equal(SlaveMachine.Nothing, machine.Held);
    }

    [Fact]
    public void A_toggle_that_the_last_driver_left_set_is_taken_over()
    {
        var machine = new SlaveMachine();
        machine.Load().ThrowIfFailed();
        machine.Commands.ExecuteNative(new Command(Opcode.Nop, 0x1f), out _);
        machine.Unload();
        bool even = machine.Master.Said.Count % 2 == 0;

        machine.Load().ThrowIfFailed();

        Assert.False(even);
        Assert.Empty(machine.Monitor.Warnings);
    }

    [Fact]
    public void Nothing_is_said_while_the_master_s_toggle_is_wrong()
    {
        var machine = new SlaveMachine();
        machine.Load().ThrowIfFailed();
        machine.Master.Said.Clear();
        machine.Master.IsSilent = true;
        machine.Master.BreakToggle();

        Assert.Equal(Errno.EAGAIN, machine.Commands.ExecuteComm(CommCommand.Reset));
        Assert.False(machine.Commands.InternalError);
        Assert.Equal(Errno.EIO, machine.Commands.Execute(new Command(Opcode.Nop, 0x1f)));

        Assert.True(machine.Commands.InternalError);
        Assert.Equal(TimeSpan.FromSeconds(10), machine.Time.Elapsed);
        Assert.Empty(machine.Master.Said);
    }

    [Fact]
    public void A_master_that_does_not_hear_the_last_RESET_does_not_keep_an_unload_from_its_end()
    {
        var machine = new SlaveMachine();
        machine.Load().ThrowIfFailed();
        machine.Master.SilentFrom = "Reset";

        machine.Unload();

        Assert.Equal(["the master has not been told that the function is free: ETIMEDOUT"], machine.Monitor.Warnings);
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
    }
}
