using Microsoft.Extensions.Logging;
using Mlx4.Runtime;
using Mlx4.Telemetry;

namespace Mlx4.Tests.Telemetry;

/// <summary>While nobody listens, events make nothing.</summary>
[Collection(nameof(Listeners))]
public sealed class AllocationTests
{
    private const int Rounds = 100;

    private static readonly StageInfo Stage = new("LoadOne", 10, "InitPort", forEach: "_ports");
    private static readonly StageEvent[] Events =
        [.. Enum.GetValues<StageEventKind>().Select(kind => new StageEvent(kind, Stage, 1, kind is StageEventKind.Failed ? "EIO" : null))];

    [Fact]
    public void Events_cost_no_byte_without_a_listener() => Assert.Equal(0, BytesOfEvents(new PipelineTelemetry("Nic")));

    [Fact]
    public void Events_cost_no_byte_with_a_logger_whose_levels_are_off() =>
        Assert.Equal(0, BytesOfEvents(new PipelineTelemetry("Nic", new LineLogger { Lowest = LogLevel.Critical })));

    [Fact]
    public void A_load_and_an_unload_cost_their_two_delegates_without_a_listener()
    {
        const int DelegateBytes = 64;
        Rig rig = new(new PipelineTelemetry("Rig"));

        long bare = Bytes(() =>
        {
            _ = rig.LoadOne();
            rig.UnloadOne();
        });
        long through = Bytes(() =>
        {
            _ = rig.Load();
            rig.Unload();
        });

        Assert.Equal(2 * DelegateBytes * Rounds, through - bare);
    }

    [Fact]
    public void The_measure_sees_what_a_listener_costs() =>
        Assert.InRange(BytesOfEvents(new PipelineTelemetry("Nic", new LineLogger { Lowest = LogLevel.Error })), 1, long.MaxValue);

    private static long BytesOfEvents(PipelineTelemetry telemetry) => Bytes(() =>
    {
        foreach (StageEvent stageEvent in Events)
        {
            telemetry.OnStageEvent(stageEvent);
        }
    });

    /// <summary>What a number of rounds allocate, after one that compiles them.</summary>
    private static long Bytes(Action round)
    {
        round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
        {
            round();
        }
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
