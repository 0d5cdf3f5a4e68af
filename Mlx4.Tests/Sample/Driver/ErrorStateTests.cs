using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>The card gives itself up while it is loaded.</summary>
public class ErrorStateTests
{
    [Fact]
    public void A_card_that_reports_an_error_is_reset_by_the_next_poll()
    {
        FailingFunction function = null!;
        var machine = new Machine(options: Machine.Small, wrap: card => function = new FailingFunction(card));
        machine.Load().ThrowIfFailed();
        function.HasFailed = true;

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
        FailingFunction function = null!;
        var machine = new Machine(options: Machine.Small, wrap: card => function = new FailingFunction(card));
        machine.Load().ThrowIfFailed();
        machine.Unload();
        function.HasFailed = true;

        machine.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(machine.Monitor.Warnings);
    }

    [Fact]
    public void A_card_that_cannot_be_reset_does_not_keep_an_unload_from_its_end()
    {
        FailingFunction function = null!;
        var machine = new Machine(options: Machine.Small, wrap: card => function = new FailingFunction(card));
        machine.Load().ThrowIfFailed();
        machine.Card.Faults.StuckInReset = true;
        function.HasFailed = true;

        machine.Time.Advance(TimeSpan.FromSeconds(5));
        machine.Unload();

        Assert.Contains("the card could not be reset: WaitForDevice: ENODEV", machine.Monitor.Warnings);
        Assert.Equal("empty", machine.Host.Ledger.ToString());
    }

    /// <summary>A card whose error buffer says what it is told to.</summary>
    private sealed class FailingFunction(IPciFunction card) : IPciFunction
    {
        private const ulong ErrorBuffer = 0x1f020;

        public bool HasFailed { get; set; }

        public IHost? Host
        {
            set => card.Host = value;
        }

        public ulong RegionSize(int region) => card.RegionSize(region);

        public (uint Flags, uint Count) Interrupts(int index) => card.Interrupts(index);

        public void Read(int region, ulong offset, Span<byte> data)
        {
            card.Read(region, offset, data);
            if (HasFailed && region == PciRegion.Bar0 && offset == ErrorBuffer)
            {
                data[^1] = 1;
            }
        }

        public void Write(int region, ulong offset, ReadOnlySpan<byte> data) => card.Write(region, offset, data);

        public void Reset() => card.Reset();
    }
}
