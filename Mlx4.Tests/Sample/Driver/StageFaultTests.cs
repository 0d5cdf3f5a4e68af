using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Master;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>Every stage of every pipeline is refused once.</summary>
public class StageFaultTests
{
    private const Errno Refusal = Errno.EDOM;

    /// <summary>The modelled firmware has no queue pairs for high rates.</summary>
    private const string NotOnThisCard = "ValidateOptimizedSteering";

    /// <summary>What the physical function of a card without virtual ones does not do.</summary>
    private static readonly string[] OfSharedCards =
    [
        "CommandInterface.AllocVhcr", "CapabilityReader.HideUnsharedFeatures", "CapabilityReader.DemuxSpecialQps", "FunctionMtts.AllocRes",
        "EventQueue.SendMtt", "QpTable.PlaceStandIns", "DefaultCounters.AllocCounterRes",
    ];

    public static TheoryData<string, string> Stages
    {
        get
        {
            var stages = new TheoryData<string, string>();
            foreach (DriverPipelines.Pipeline pipeline in DriverPipelines.All)
            {
                foreach (StageInfo stage in pipeline.Stages
                    .Where(stage => stage.Name != NotOnThisCard && !OfSharedCards.Contains($"{pipeline.Name}.{stage.Name}")))
                {
                    stages.Add(pipeline.Name, stage.Name);
                }
            }
            return stages;
        }
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_refused_stage_leaves_nothing_and_the_card_can_be_loaded(string pipeline, string stage)
    {
        Machine machine = MachineWith(pipeline, stage);
        machine.Monitor.Refuse(pipeline, stage, Refusal);

        InitResult<Errno> result = machine.Load();

        Assert.Equal(Refusal, result.Error);
        Assert.Contains(result.Stage, Paths(pipeline).Select(path => path + stage));
        Assert.Equal(Machine.Nothing, machine.Held);
        Assert.Equal(0, machine.Monitor.ToUndo);

        Assert.Equal("ok", machine.Load().ToString());
        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
        Assert.Equal(0, machine.Monitor.ToUndo);
        Assert.Empty(machine.Monitor.Disorder);
        Assert.False(machine.Device.InternalError);
    }

    [Fact]
    public void The_list_of_pipelines_is_complete()
    {
        IEnumerable<string> withStages = typeof(DriverPipelines).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("Mlx4.Sample.Driver", StringComparison.Ordinal) == true)
            .Where(type => type.Namespace != typeof(MultiFunction).Namespace)
            .Where(type => type.GetProperty(nameof(PciProbe.LoadOneStages)) is not null)
            .Select(type => type.Name);

        Assert.Equal(
            withStages.Order(StringComparer.Ordinal),
            DriverPipelines.All.Select(pipeline => pipeline.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_one_stage_that_is_not_refused_is_skipped_on_this_card()
    {
        var machine = new Machine(options: Machine.Small);
        machine.Load().ThrowIfFailed();

        Assert.Contains(("HcaStart", StageEventKind.Skipped, NotOnThisCard, 2), machine.Monitor.Events);
    }

    [Fact]
    public void The_last_items_of_a_loop_are_unwound_too()
    {
        var machine = new Machine();
        machine.Monitor.Refuse("IcmTable", "MapChunk", Refusal, occurrence: 40);

        Assert.Equal("LoadOne/InitHca/InitIcm/MapMcgTable/MapChunk: EDOM", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
    }

    /// <summary>A machine in which the stage runs: some depend on what the card or the user wants.</summary>
    private static Machine MachineWith(string pipeline, string stage) => (pipeline, stage) switch
    {
        ("Mlx4Device", "SetupHca" or "AssignInterruptPin") => new Machine(new ConnectX3Options { MsiX = false }, Machine.Small),
        ("HcaStart", "QueryFunc") => new Machine(new ConnectX3Options { SysEqs = true }, Machine.Small),
        ("CapabilityReader", "SensePort") or ("Mlx4Device", "StartSense") =>
            new Machine(new ConnectX3Options { Port1 = new PortOptions { DefaultSense = true } }, Machine.Small),
        _ => new Machine(options: Machine.Small),
    };

    /// <summary>All ways from the outermost pipeline to a stage of this one.</summary>
    private static IEnumerable<string> Paths(string name)
    {
        DriverPipelines.Pipeline pipeline = DriverPipelines.All.Single(pipeline => pipeline.Name == name);
        return pipeline.NestedIn.Count == 0
            ? [""]
            : pipeline.NestedIn.SelectMany(nesting => Paths(nesting.Pipeline).Select(path => $"{path}{nesting.Stage}/"));
    }
}
