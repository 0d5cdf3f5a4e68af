using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Hca;

using Opcode = Mlx4.Sample.Driver.Commands.Opcode;

namespace Mlx4.Tests.Sample.Driver;

public class NestingTests
{
    /// <summary>So many that the translations of all event queues do not fit into the first chunk of their table.</summary>
    private const int ManyCpus = 20;

    [Fact]
    public void The_stages_that_load_other_pipelines_are_those_that_are_listed()
    {
        var withPin = new Machine(new ConnectX3Options { MsiX = false }, Machine.Small);
        withPin.Load().ThrowIfFailed();
        var withManyQueues = new Machine(cpus: ManyCpus);
        withManyQueues.Load().ThrowIfFailed();
        var master = new Machine(options: Machine.Small with { VirtualFunctions = [1] });
        master.Load().ThrowIfFailed();
        var masterWithSystemEqs = new Machine(new ConnectX3Options { SysEqs = true }, Machine.Small with { VirtualFunctions = [1] });
        masterWithSystemEqs.Load().ThrowIfFailed();
        Machine slave = Machine.WithMaster();
        slave.Load().ThrowIfFailed();
        Machine[] machines = [withPin, withManyQueues, master, masterWithSystemEqs, slave];

        Assert.Equal(
            DriverPipelines.All
                .SelectMany(pipeline => pipeline.NestedIn.Select(nesting => $"{nesting.Pipeline}.{nesting.Stage} loads {pipeline.Name}"))
                .Order(StringComparer.Ordinal),
            machines.SelectMany(NestingsOf).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_event_queue_maps_the_chunk_of_its_translations_if_it_is_the_first_to_use_it()
    {
        var machine = new Machine(cpus: ManyCpus);
        machine.Card.Faults.FailCommand((ushort)Opcode.MapIcm, 0x0c, occurrence: 46);

        Assert.Equal("LoadOne/SetupHcaWithMsiX/InitEqTable/CreateEq/AllocMtt/AllocRange/GetChunk/MapIcm: ENFILE", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
        Assert.False(machine.Device.InternalError);
    }

    /// <summary>A stage of one pipeline that runs within a stage of another one shows that the latter loads the former.</summary>
    private static HashSet<string> NestingsOf(Machine machine)
    {
        var nestings = new HashSet<string>();
        var running = new Stack<(string Pipeline, string Stage)>();
        foreach ((string pipeline, StageEventKind kind, string stage, _) in machine.Monitor.Events)
        {
            if (kind == StageEventKind.Starting)
            {
                if (running.TryPeek(out (string Pipeline, string Stage) outer))
                {
                    nestings.Add($"{outer.Pipeline}.{outer.Stage} loads {pipeline}");
                }
                running.Push((pipeline, stage));
            }
            else if (kind is StageEventKind.Completed or StageEventKind.Failed)
            {
                running.Pop();
            }
        }
        return nestings;
    }
}
