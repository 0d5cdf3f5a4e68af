using Mlx4.Sample.Driver;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Driver.Lifetime;

/// <summary>Whatever the PCI core and devlink ask of a driver, its removal leaves nothing.</summary>
public class LifetimeTests
{
    private static readonly Dictionary<string, Action<ModeMachine>> Sequences = new()
    {
        ["nothing"] = static _ => { },
        ["restart"] = static machine => Assert.Equal("ok", machine.Driver.Restart().ToString()),
        ["two restarts"] = static machine =>
        {
            Assert.Equal("ok", machine.Driver.Restart().ToString());
            Assert.Equal("ok", machine.Driver.Restart().ToString());
        },
        ["reload"] = static machine =>
        {
            machine.Driver.ReloadDown();
            Assert.False(machine.Driver.IsLoaded);
            Assert.Equal("ok", machine.Driver.ReloadUp().ToString());
        },
        ["sleep"] = static machine =>
        {
            machine.Driver.Suspend();
            Assert.False(machine.Driver.IsLoaded);
            Assert.Equal("ok", machine.Driver.Resume().ToString());
        },
        ["recovery"] = static machine =>
        {
            Assert.Equal(PciRecovery.NeedReset, machine.Driver.ErrorDetected(PciChannelState.Frozen));
            Assert.False(machine.Driver.IsLoaded);
            Assert.Equal(PciRecovery.Recovered, machine.Driver.SlotReset());
            machine.Driver.ErrorResume();
        },
    };

    private static readonly Dictionary<string, Action<ModeMachine>> Ends = new()
    {
        ["reload down"] = static machine => machine.Driver.ReloadDown(),
        ["suspend"] = static machine => machine.Driver.Suspend(),
        ["shutdown"] = static machine => machine.Driver.Shutdown(),
        ["lost"] = static machine => Assert.Equal(PciRecovery.Disconnect, machine.Driver.ErrorDetected(PciChannelState.PermanentFailure)),
        ["frozen"] = static machine => Assert.Equal(PciRecovery.NeedReset, machine.Driver.ErrorDetected(PciChannelState.Frozen)),
    };

    public static TheoryData<string, string> Cases => Combine(Sequences.Keys);

    public static TheoryData<string, string> LastCases => Combine(Ends.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Afterwards_it_is_loaded_and_its_removal_leaves_nothing(string mode, string sequence)
    {
        using var machine = new ModeMachine(Enum.Parse<FunctionMode>(mode));
        Assert.Equal("ok", machine.Driver.Probe().ToString());
        string held = Resources(machine);

        Sequences[sequence](machine);

        Assert.True(machine.Driver.IsLoaded);
        Assert.Equal(mode, machine.Driver.Device.Mode.ToString());
        Assert.Equal(held, Resources(machine));
        machine.Driver.Remove();
        Assert.Equal(machine.HeldBefore, machine.Machine.Held);
        Assert.Equal(0, machine.Monitor.ToUndo);
    }

    [Theory]
    [MemberData(nameof(LastCases))]
    public void Even_if_it_is_not_loaded_its_removal_leaves_nothing(string mode, string end)
    {
        using var machine = new ModeMachine(Enum.Parse<FunctionMode>(mode));
        Assert.Equal("ok", machine.Driver.Probe().ToString());

        Ends[end](machine);

        Assert.False(machine.Driver.IsLoaded);
        machine.Driver.Remove();
        Assert.Equal(machine.HeldBefore, machine.Machine.Held);
        Assert.Equal(0, machine.Monitor.ToUndo);
    }

    [Fact]
    public void A_slot_that_was_really_reset_is_driven_again_with_its_virtual_functions()
    {
        using var machine = new ModeMachine(FunctionMode.Master);
        machine.Driver.Probe().ThrowIfFailed();
        machine.Driver.ErrorDetected(PciChannelState.Frozen);

        machine.Machine.Card.PhysicalFunction.Reset();
        Assert.Equal(PciRecovery.Recovered, machine.Driver.SlotReset());
        machine.Driver.ErrorResume();

        Assert.Equal(FunctionMode.Master, machine.Driver.Device.Mode);
        Mlx4Driver slave = machine.Machine.DriverOf(2);
        Assert.Equal("ok", slave.Probe().ToString());
        slave.Remove();
        machine.Driver.Remove();
        Assert.Equal(Machine.Nothing, machine.Machine.Held);
    }

    [Fact]
    public void A_slot_that_cannot_be_enabled_again_is_given_up()
    {
        using var machine = new ModeMachine(FunctionMode.Single);
        machine.Driver.Probe().ThrowIfFailed();
        machine.Driver.ErrorDetected(PciChannelState.Frozen);
        machine.Machine.Host.Faults.Fail(HostCall.EnableDevice);

        Assert.Equal(PciRecovery.Disconnect, machine.Driver.SlotReset());

        machine.Driver.Remove();
        Assert.Equal(Machine.Nothing, machine.Machine.Held);
    }

    [Fact]
    public void A_removed_driver_may_be_removed_again_and_probed_again()
    {
        using var machine = new ModeMachine(FunctionMode.Single);
        machine.Driver.Probe().ThrowIfFailed();
        machine.Driver.Remove();
        machine.Driver.Remove();

        Assert.Equal("ok", machine.Driver.Probe().ToString());

        machine.Driver.Remove();
        Assert.Equal(Machine.Nothing, machine.Machine.Held);
    }

    /// <summary>What is held, by kinds: addresses differ from load to load.</summary>
    private static string Resources(ModeMachine machine) => string.Join('\n', machine.Machine.Card.Ledger.Entries
        .Concat(machine.Machine.Host.Ledger.Entries.Where(static entry => entry.By != "mailbox"))
        .GroupBy(static entry => (entry.Resource, entry.By)).Select(static kind => $"{kind.Count()} {kind.Key.Resource} by {kind.Key.By}").Order(StringComparer.Ordinal));

    private static TheoryData<string, string> Combine(IEnumerable<string> sequences)
    {
        TheoryData<string, string> cases = [];
        foreach (string sequence in sequences)
        {
            foreach (FunctionMode mode in Enum.GetValues<FunctionMode>())
            {
                cases.Add(mode.ToString(), sequence);
            }
        }
        return cases;
    }
}
