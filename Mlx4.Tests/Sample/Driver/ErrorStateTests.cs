namespace Mlx4.Tests.Sample.Driver;

/// <summary>The card gives itself up while it is loaded.</summary>
public class ErrorStateTests
{
    [Fact]
    public void A_card_that_reports_an_error_is_reset_by_the_next_poll()
    {
        var machine = new Machine(options: Machine.Small);
        machine.Load().ThrowIfFailed();
        machine.Card.Faults.InternalError();

        machine.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(machine.Device.InternalError);
        machine.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(machine.Device.InternalError);
        Assert.Equal(["the card reports an internal error"], machine.Monitor.Warnings);
        Assert.DoesNotContain(machine.Card.Ledger.Entries, entry => entry.Resource is "EQ" or "HCA" or "ICM chunk" or "firmware area");
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void The_poll_ends_with_the_load()
    {
        var machine = new Machine(options: Machine.Small);
        machine.Load().ThrowIfFailed();
        machine.Unload();
        machine.Card.Faults.InternalError();

        machine.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(machine.Monitor.Warnings);
    }

    [Fact]
    public void A_card_that_cannot_be_reset_does_not_keep_an_unload_from_its_end()
    {
        var machine = new Machine(options: Machine.Small);
        machine.Load().ThrowIfFailed();
        machine.Card.Faults.StuckInReset = true;
        machine.Card.Faults.InternalError();

        machine.Time.Advance(TimeSpan.FromSeconds(5));
        machine.Unload();

        Assert.Contains("the card could not be reset: WaitForDevice: ENODEV", machine.Monitor.Warnings);
        Assert.Equal("empty", machine.Host.Ledger.ToString());
    }
}
