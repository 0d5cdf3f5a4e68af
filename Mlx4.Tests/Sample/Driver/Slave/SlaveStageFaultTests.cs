using Mlx4.Runtime;
using Mlx4.Sample.Driver;

namespace Mlx4.Tests.Sample.Driver.Slave;

/// <summary>Every stage of a slave's load is refused once, and so is everything that its host gives.</summary>
public class SlaveStageFaultTests
{
    private const Errno Refusal = Errno.EDOM;

    /// <summary>The pipelines that a slave shares with other functions.</summary>
    private static readonly string[] Pipelines =
        ["SlaveChannel", "SlaveStart", "SlaveSession", "SlaveCapabilities", "SlavePort", "CommandInterface", "CapabilityReader", "DevCapQuery", "AdapterQuery", "EqTable", "EventQueue", "FunctionMtts", "DefaultCounters"];

    /// <summary>The stages of those that are for other functions only.</summary>
    private static readonly string[] OfOthers =
    [
        "CommandInterface.MapHcr", "CapabilityReader.DemuxSpecialQps", "CapabilityReader.SensePort", "EqTable.MapClearInterrupt",
        "EventQueue.WriteMtt", "FunctionMtts.AllocRange", "DefaultCounters.AllocMailbox", "DefaultCounters.AllocCounter",
    ];

    public static TheoryData<string, string> Stages
    {
        get
        {
            var stages = new TheoryData<string, string>();
            foreach (DriverPipelines.Pipeline pipeline in DriverPipelines.All.Where(pipeline => Pipelines.Contains(pipeline.Name)))
            {
                foreach (StageInfo stage in pipeline.Stages.Where(stage => !OfOthers.Contains($"{pipeline.Name}.{stage.Name}")))
                {
                    stages.Add(pipeline.Name, stage.Name);
                }
            }
            return stages;
        }
    }

    public static TheoryData<string> Skipped => [.. OfOthers];

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_refused_stage_leaves_nothing_and_the_slave_can_be_loaded(string pipeline, string stage)
    {
        var machine = new SlaveMachine();
        machine.Monitor.Refuse(pipeline, stage, Refusal);

        InitResult<Errno> result = machine.Load();

        Assert.Equal(Refusal, result.Error);
        Assert.EndsWith($"/{stage}", result.Stage, StringComparison.Ordinal);
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
        Assert.Equal(0, machine.Monitor.ToUndo);

        Assert.Equal("ok", machine.Load().ToString());
        machine.Unload();
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
        Assert.Equal(0, machine.Monitor.ToUndo);
        Assert.Empty(machine.Master.TakenBack);
        Assert.Empty(machine.Monitor.Disorder);
        Assert.False(machine.Commands.InternalError);
    }

    [Theory]
    [MemberData(nameof(Skipped))]
    public void A_stage_for_other_functions_is_skipped(string stage)
    {
        var machine = new SlaveMachine();
        machine.Monitor.Refuse(stage.Split('.')[0], stage.Split('.')[1], Refusal);

        Assert.Equal("ok", machine.Load().ToString());
    }

    [Theory]
    [InlineData(1, "MultiFuncInit/MapCommPage")]
    [InlineData(3, "InitEqTable/MapDoorbells")]
    [InlineData(5, "InitEqTable/MapDoorbells")]
    public void A_mapping_that_the_host_refuses_fails_the_load_with_its_cause(int occurrence, string stage)
    {
        var machine = new SlaveMachine();
        machine.Host.Faults.Fail(Mlx4.Sample.Pci.HostCall.MapRegion, occurrence);

        Assert.Equal($"{stage}: ENOMEM", machine.Load().ToString());

        Assert.Equal(SlaveMachine.Nothing, machine.Held);
    }

    [Theory]
    [InlineData(1, "CmdInit/AllocVhcr")]
    [InlineData(2, "InitHca/SlaveCap/AllocMailbox")]
    [InlineData(3, "InitHca/SlaveCap/ReadDevCap/QueryDevCap/AllocMailbox")]
    [InlineData(8, "InitEqTable/CreateEq/AllocPage")]
    public void Memory_that_the_host_has_not_fails_the_load_with_its_cause(int occurrence, string stage)
    {
        var machine = new SlaveMachine();
        machine.Host.Faults.FailFrom(Mlx4.Sample.Pci.HostCall.AllocCoherent, occurrence);

        Assert.Equal($"{stage}: ENOMEM", machine.Load().ToString());

        Assert.Equal(SlaveMachine.Nothing, machine.Held);
        Assert.Empty(machine.Master.TakenBack);
    }
}
