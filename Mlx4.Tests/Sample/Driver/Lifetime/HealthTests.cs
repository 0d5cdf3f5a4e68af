using Mlx4.Sample.Driver;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Driver.Lifetime;

/// <summary>The card gives itself up while it is loaded.</summary>
public class HealthTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    /// <summary>Longer than any restart takes.</summary>
    private static readonly TimeSpan Restart = TimeSpan.FromMinutes(5);

    /// <summary>What a card that has been given up does not answer any more when it is unloaded.</summary>
    private static readonly string[] UnreadCounters = ["QUERY_IF_STAT 1: EIO", "QUERY_IF_STAT 0: EIO"];

    [Theory]
    [InlineData(FunctionMode.Single)]
    [InlineData(FunctionMode.Master)]
    internal void A_card_that_reports_an_error_is_restarted_by_itself(FunctionMode mode)
    {
        using var machine = new ModeMachine(mode);
        machine.Driver.Probe().ThrowIfFailed();
        machine.Machine.Card.Faults.InternalError();

        machine.Machine.Time.Advance(Poll - TimeSpan.FromSeconds(1));
        Assert.False(machine.Driver.Device.InternalError);
        Assert.Empty(machine.Monitor.Warnings);
        machine.Machine.Time.Advance(Restart);

        Assert.Equal(["the card reports an internal error", .. UnreadCounters], machine.Monitor.Warnings);
        Assert.True(machine.Driver.IsLoaded);
        Assert.True(machine.Driver.Device.IsRegistered);
        Assert.False(machine.Driver.Device.InternalError);
        Assert.Equal(mode, machine.Driver.Device.Mode);
        Assert.Equal(16, machine.Machine.Pci.Devlink.Snapshot("fw-health").Count);
        machine.Driver.Remove();
        Assert.Equal(Machine.Nothing, machine.Machine.Held);
    }

    [Fact]
    public void A_card_whose_command_was_lost_is_restarted_by_itself()
    {
        using var machine = new ModeMachine(FunctionMode.Single);
        machine.Driver.Probe().ThrowIfFailed();
        machine.Driver.Device.Commands.EnterErrorState();

        machine.Machine.Time.Advance(Restart);

        Assert.Equal(["the card has been given up", .. UnreadCounters], machine.Monitor.Warnings);
        Assert.True(machine.Driver.IsLoaded);
        Assert.False(machine.Driver.Device.InternalError);
        machine.Driver.Remove();
        Assert.Equal(Machine.Nothing, machine.Machine.Held);
    }

    [Fact]
    public void A_slave_is_restarted_by_itself()
    {
        using var machine = new ModeMachine(FunctionMode.Slave);
        machine.Driver.Probe().ThrowIfFailed();
        machine.Driver.Device.Commands.EnterErrorState();

        machine.Machine.Time.Advance(Restart);

        Assert.True(machine.Driver.IsLoaded);
        Assert.False(machine.Driver.Device.InternalError);
        Assert.Equal(1, machine.Machine.Device.MultiFunction.LiveSlaves);
        machine.Driver.Remove();
        Assert.Equal(machine.HeldBefore, machine.Machine.Held);
    }

    [Fact]
    public void A_master_is_restarted_under_its_slave_which_then_begins_anew()
    {
        using var machine = new ModeMachine(FunctionMode.Slave);
        machine.Driver.Probe().ThrowIfFailed();
        machine.Machine.Card.Faults.InternalError();

        machine.Machine.Time.Advance(Restart);
        Assert.True(machine.Machine.Driver.IsLoaded);
        Assert.Equal(FunctionMode.Master, machine.Machine.Device.Mode);
        Assert.Equal("ok", machine.Driver.Restart().ToString());

        Assert.Equal(1, machine.Machine.Device.MultiFunction.LiveSlaves);
        machine.Driver.Remove();
        machine.Machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Machine.Held);
    }

    /// <summary>The restart takes seconds, for most of which the card is being reset.</summary>
    [Theory]
    [InlineData(FunctionMode.Single, 0)]
    [InlineData(FunctionMode.Single, 1)]
    [InlineData(FunctionMode.Single, 500)]
    [InlineData(FunctionMode.Single, 1000)]
    [InlineData(FunctionMode.Single, 1500)]
    [InlineData(FunctionMode.Single, 2500)]
    [InlineData(FunctionMode.Single, 10_000)]
    [InlineData(FunctionMode.Master, 0)]
    [InlineData(FunctionMode.Master, 500)]
    [InlineData(FunctionMode.Master, 1500)]
    [InlineData(FunctionMode.Master, 3500)]
    internal void It_may_be_removed_at_any_time_of_its_restart(FunctionMode mode, int milliseconds)
    {
        using var machine = new ModeMachine(mode);
        machine.Driver.Probe().ThrowIfFailed();
        machine.Machine.Card.Faults.InternalError();

        machine.Machine.Time.Advance(Poll + TimeSpan.FromMilliseconds(milliseconds));
        machine.Driver.Remove();

        Assert.False(machine.Driver.IsLoaded);
        Assert.Equal(Machine.Nothing, machine.Machine.Held);
        machine.Machine.Time.Advance(Restart);
        Assert.Equal(Machine.Nothing, machine.Machine.Held);
    }

    [Fact]
    public void An_error_of_the_bus_in_the_middle_of_a_restart_waits_for_its_end()
    {
        using var machine = new ModeMachine(FunctionMode.Single);
        machine.Driver.Probe().ThrowIfFailed();
        machine.Machine.Card.Faults.InternalError();
        machine.Machine.Time.Advance(Poll + TimeSpan.FromMilliseconds(500));

        Assert.Equal(PciRecovery.NeedReset, machine.Driver.ErrorDetected(PciChannelState.Frozen));

        Assert.False(machine.Driver.IsLoaded);
        Assert.Equal(PciRecovery.Recovered, machine.Driver.SlotReset());
        machine.Driver.ErrorResume();
        Assert.True(machine.Driver.IsLoaded);
        machine.Driver.Remove();
        Assert.Equal(Machine.Nothing, machine.Machine.Held);
    }

    /// <summary>Its reset would swallow what somebody else writes to the card meanwhile, such as the end of its ownership.</summary>
    [Theory]
    [InlineData(FunctionMode.Single)]
    [InlineData(FunctionMode.Master)]
    [InlineData(FunctionMode.Slave)]
    internal void A_function_that_is_not_loaded_is_not_given_up(FunctionMode mode)
    {
        using var machine = new ModeMachine(mode);
        machine.Driver.Probe().ThrowIfFailed();
        machine.Driver.ReloadDown();
        TimeSpan before = machine.Machine.Time.Elapsed;

        machine.Driver.Device.Commands.EnterErrorState();

        Assert.False(machine.Driver.Device.InternalError);
        Assert.Equal(before, machine.Machine.Time.Elapsed);
        Assert.Equal("ok", machine.Driver.ReloadUp().ToString());
        machine.Driver.Remove();
        Assert.Equal(machine.HeldBefore, machine.Machine.Held);
    }

    [Fact]
    public void The_poll_ends_with_the_load()
    {
        using var machine = new ModeMachine(FunctionMode.Single);
        machine.Driver.Probe().ThrowIfFailed();
        machine.Driver.Remove();
        machine.Machine.Card.Faults.InternalError();

        machine.Machine.Time.Advance(Restart);

        Assert.Empty(machine.Monitor.Warnings);
    }

    [Fact]
    public void A_card_that_cannot_be_reset_stays_unloaded_and_is_removed()
    {
        using var machine = new ModeMachine(FunctionMode.Single);
        machine.Driver.Probe().ThrowIfFailed();
        machine.Machine.Card.Faults.StuckInReset = true;
        machine.Machine.Card.Faults.InternalError();

        machine.Machine.Time.Advance(Restart);

        Assert.Equal(
            [
                "the card reports an internal error",
                "the card could not be reset: WaitForDevice: ENODEV",
                .. UnreadCounters,
                "the device is not loaded again: GetOwnership/TakeOwnership: EINVAL",
            ],
            machine.Monitor.Warnings);
        Assert.False(machine.Driver.IsLoaded);
        machine.Driver.Remove();
        Assert.Equal("empty", machine.Machine.Host.Ledger.ToString());
    }
}
