using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>
/// A slave dies, or loses its master, at every stage of its load and at all times of its master's recovery. Whatever the slave gets, everything works
/// afterwards.
/// </summary>
public class SlaveDeathTests
{
    /// <summary>Longer than any restart takes, and any wait of a slave for its master.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    private static readonly DriverOptions Options = Machine.Small with { VirtualFunctions = [1], ProbedVirtualFunctions = [1] };

    private readonly Machine _machine = Machine.WithVirtualFunctions(1);
    private readonly Mlx4Driver _master;

    public SlaveDeathTests() => _master = new Mlx4Driver(_machine.Pci, Options, _machine.Module);

    public static TheoryData<string, string> Stages
    {
        get
        {
            TheoryData<string, string> stages = [];
            Machine machine = Machine.WithMaster();
            machine.Load().ThrowIfFailed();
            foreach ((string pipeline, string stage) in machine.Monitor.Events
                .Where(static told => told.Kind == StageEventKind.Starting).Select(static told => (told.Pipeline, told.Stage)).Distinct())
            {
                stages.Add(pipeline, stage);
            }
            return stages;
        }
    }

    /// <summary>In milliseconds after the failure: the poll finds it after five seconds, and the card is reset twice, for a second each.</summary>
    public static TheoryData<int> Times => [0, 4900, 5000, 5100, 5500, 6000, 6500, 7000, 7500, 8000, 9000, 12_000, 40_000];

    [Theory]
    [MemberData(nameof(Stages))]
    public void At_a_stage_of_its_load_its_function_is_reset(string pipeline, string stage) => LoadWhile(pipeline, stage, Reset);

    [Theory]
    [MemberData(nameof(Stages))]
    public void At_a_stage_of_its_load_the_card_fails(string pipeline, string stage) => LoadWhile(pipeline, stage, () => _machine.Card.Faults.InternalError());

    [Theory]
    [MemberData(nameof(Stages))]
    public void At_a_stage_of_its_load_its_master_gives_the_card_up(string pipeline, string stage) =>
        LoadWhile(pipeline, stage, _master.Device.Commands.EnterErrorState);

    /// <summary>Whether its load works is a matter of time.</summary>
    [Theory]
    [MemberData(nameof(Times))]
    public void It_is_loaded_while_its_master_recovers(int milliseconds) => WhileItsMasterRecovers(milliseconds, static _ => { }, static slave => _ = slave.Probe());

    [Theory]
    [MemberData(nameof(Times))]
    public void It_is_unloaded_while_its_master_recovers(int milliseconds) =>
        WhileItsMasterRecovers(milliseconds, static slave => slave.Probe().ThrowIfFailed(), static slave => slave.Remove());

    [Theory]
    [MemberData(nameof(Times))]
    public void Its_function_is_reset_while_its_master_recovers(int milliseconds) =>
        WhileItsMasterRecovers(milliseconds, static slave => slave.Probe().ThrowIfFailed(), _ => Reset());

    private void WhileItsMasterRecovers(int milliseconds, Action<Mlx4Driver> before, Action<Mlx4Driver> meanwhile)
    {
        using SimulatedTime.Membership membership = _machine.Time.Join();
        _master.Probe().ThrowIfFailed();
        Mlx4Driver slave = new Mlx4Driver(_machine.Pci.VirtualDevices[0], Options, _machine.Module);
        before(slave);
        _machine.Card.Faults.InternalError();
        _machine.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));

        meanwhile(slave);

        EverythingWorks(slave);
    }

    private void LoadWhile(string pipeline, string stage, Action disaster)
    {
        using SimulatedTime.Membership membership = _machine.Time.Join();
        _master.Probe().ThrowIfFailed();
        var monitor = new Watcher();
        Mlx4Driver slave = new Mlx4Driver(_machine.Pci.VirtualDevices[0], Options, _machine.Module, monitor);
        bool hasHappened = false;
        monitor.OnStarting(pipeline, stage, () =>
        {
            if (!hasHappened)
            {
                hasHappened = true;
                disaster();
            }
        });

        _ = slave.Probe();

        Assert.True(hasHappened);
        EverythingWorks(slave);
        Assert.Equal(0, monitor.ToUndo);
    }

    /// <summary>The slave's function is reset under it.</summary>
    private void Reset() => _machine.Card.VirtualFunctions[0].Reset();

    private void EverythingWorks(Mlx4Driver slave)
    {
        _machine.Time.Advance(Quiet);
        slave.Remove();
        Assert.True(_master.IsLoaded);
        Assert.False(_master.Device.InternalError);
        Assert.Equal(0, _master.Device.MultiFunction.LiveSlaves);
        Assert.Equal("ok", slave.Probe().ToString());
        Assert.Equal(1, _master.Device.MultiFunction.LiveSlaves);
        slave.Remove();
        _master.Remove();
        Assert.Equal(Machine.Nothing, _machine.Held);
        Assert.False(_machine.Module.PfLoading.IsLoading);
    }
}
