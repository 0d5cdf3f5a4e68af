using Mlx4.Runtime;
using Mlx4.Sample.Consumers;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Master;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Ports;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>Every stage of every pipeline is refused once, in each of the machines in which it runs.</summary>
public class StageFaultTests
{
    private const Errno Refusal = Errno.EDOM;

    /// <summary>The modelled firmware has no queue pairs for high rates.</summary>
    private const string NotOnThisCard = "HcaStart.ValidateOptimizedSteering";

    /// <summary>Machines in which, together, every stage runs.</summary>
    private static readonly Dictionary<string, Func<Machine>> Machines = new()
    {
        ["single function"] = () => new Machine(options: Machine.Small),
        ["interrupt pin"] = () => new Machine(new ConnectX3Options { MsiX = false }, Machine.Small),
        ["system EQs"] = () => new Machine(new ConnectX3Options { SysEqs = true }, Machine.Small),
        ["cables decide"] = () => new Machine(new ConnectX3Options { Port1 = new PortOptions { DefaultSense = true } }, Machine.Small),
        ["32-bit DMA"] = () =>
        {
            var machine = new Machine(options: Machine.Small);
            machine.Host.Faults.Fail(HostCall.SetDmaMask);
            return machine;
        },
        ["ports in use"] = () =>
        {
            var machine = new Machine(options: Machine.Small);
            machine.Module.Register(new EthernetInterface(static _ => { }));
            return machine;
        },
        ["master"] = () => new Machine(options: Machine.Small with { VirtualFunctions = [2] }),
        ["master, system EQs"] = () => new Machine(new ConnectX3Options { SysEqs = true }, Machine.Small with { VirtualFunctions = [2] }),
        ["slave"] = () => Machine.WithMaster(),
    };

    /// <summary>What the load finds out later of what it has let go. A slave's master has to tell it of its events, and is given up if it does not.</summary>
    private static readonly Dictionary<(string Machine, string Stage), string> FoundOutLater = new()
    {
        [("32-bit DMA", "PciProbe.SetDmaMask64")] = "SetDmaMask32: EIO",
        [("interrupt pin", "EqTable.MapEq")] = "LoadOne/SetupHca/Nop: EBUSY",
        [("master", "EqTable.MapEq")] = "LoadOne/SetupHca/Nop: EBUSY",
        [("master, system EQs", "EqTable.MapEq")] = "LoadOne/SetupHca/Nop: EBUSY",
        [("slave", "EqTable.MapEq")] = "LoadOne/SetupHca/Nop: EIO",
        [("master", "Mlx4Device.EnableMsiX")] = "LoadOne/RequireMsiX: EOPNOTSUPP",
        [("master, system EQs", "Mlx4Device.EnableMsiX")] = "LoadOne/RequireMsiX: EOPNOTSUPP",
        [("slave", "Mlx4Device.EnableMsiX")] = "LoadOne/RequireMsiX: EOPNOTSUPP",
    };

    private static readonly Dictionary<string, HashSet<string>> StagesOf = Machines.ToDictionary(
        machine => machine.Key,
        machine => StagesThatRun(machine.Value()));

    public static TheoryData<string, string> Stages
    {
        get
        {
            var stages = new TheoryData<string, string>();
            foreach ((string machine, HashSet<string> running) in StagesOf)
            {
                foreach (string stage in running)
                {
                    stages.Add(machine, stage);
                }
            }
            return stages;
        }
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_refused_stage_leaves_nothing_and_the_function_can_be_loaded(string name, string stage)
    {
        Machine machine = Machines[name]();
        string before = machine.Held;
        string[] parts = stage.Split('.');
        machine.Monitor.Refuse(parts[0], parts[1], Refusal);

        InitResult<Errno> result = machine.Load();

        if (FoundOutLater.TryGetValue((name, stage), out string? later))
        {
            Assert.Equal(later, result.ToString());
        }
        else if (IsLetGo(parts[0], parts[1]))
        {
            Assert.Equal("ok", result.ToString());
            machine.Unload();
        }
        else
        {
            Assert.Equal(Refusal, result.Error);
            Assert.Contains(result.Stage, Paths(parts[0], parts[1]));
        }
        Assert.Equal(before, machine.Held);
        Assert.Equal(0, machine.Monitor.ToUndo);
        Assert.False(machine.Module.PfLoading.IsLoading);

        Assert.Equal("ok", machine.Load().ToString());
        machine.Unload();
        Assert.Equal(before, machine.Held);
        Assert.Equal(0, machine.Monitor.ToUndo);
        Assert.Empty(machine.Monitor.Disorder);
        Assert.False(machine.Device.InternalError);
        machine.UnloadMaster();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void Every_stage_runs_in_one_of_the_machines()
    {
        IEnumerable<string> all = DriverPipelines.All.SelectMany(pipeline => pipeline.Stages.Select(stage => $"{pipeline.Name}.{stage.Name}"));

        Assert.Equal([NotOnThisCard], all.Except(StagesOf.Values.SelectMany(running => running)));
    }

    [Fact]
    public void The_list_of_pipelines_is_complete()
    {
        IEnumerable<string> withStages = typeof(DriverPipelines).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("Mlx4.Sample.Driver", StringComparison.Ordinal) == true)
            .Where(type => type.GetProperty(nameof(PciProbe.LoadOneStages)) is not null)
            // No load has any: they come with what slaves ask for.
            .Where(type => type != typeof(IcmObject))
            .Select(type => type.Name);

        Assert.Equal(
            withStages.Order(StringComparer.Ordinal),
            DriverPipelines.All.Select(pipeline => pipeline.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_last_items_of_a_loop_are_unwound_too()
    {
        var machine = new Machine();
        machine.Monitor.Refuse("IcmTable", "MapChunk", Refusal, occurrence: 40);

        Assert.Equal("LoadOne/InitHca/InitIcm/MapMcgTable/MapChunk: EDOM", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
    }

    private static HashSet<string> StagesThatRun(Machine machine)
    {
        machine.Load().ThrowIfFailed();
        return [.. machine.Monitor.Events.Where(told => told.Kind == StageEventKind.Starting).Select(told => $"{told.Pipeline}.{told.Stage}")];
    }

    /// <summary>Whether a stage, or one that it is a part of in every way, may fail without failing the load.</summary>
    private static bool IsLetGo(string pipeline, string stage) =>
        Find(pipeline).Stages.Single(info => info.Name == stage).Optional
        || (Find(pipeline).NestedIn.Count > 0 && Find(pipeline).NestedIn.All(nesting => IsLetGo(nesting.Pipeline, nesting.Stage)));

    /// <summary>
    /// All ways from the outermost pipeline to a stage, as the result of a load tells them. A master's own command tells its error only, and not
    /// what has failed in carrying it out.
    /// </summary>
    private static IEnumerable<string> Paths(string pipeline, string stage)
    {
        IReadOnlyList<DriverPipelines.Nesting> outer = Find(pipeline).NestedIn;
        return outer.Count == 0
            ? [stage]
            : outer.SelectMany(nesting => Paths(nesting.Pipeline, nesting.Stage).Select(path => nesting.Stage == "AllocRes" || path.EndsWith("/AllocRes", StringComparison.Ordinal) ? path : $"{path}/{stage}"));
    }

    private static DriverPipelines.Pipeline Find(string name) => DriverPipelines.All.Single(pipeline => pipeline.Name == name);
}
