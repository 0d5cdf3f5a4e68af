using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Resources;

/// <summary>The counter of each port that counts what no other one does (<c>mlx4_allocate_default_counters</c>).</summary>
internal sealed partial class DefaultCounters(DeviceState device, CountersTable table, StageScope scope)
{
    /// <summary>QUERY_IF_STAT: sets the counter to 0 after reading it.</summary>
    private const uint ResetCounter = 1U << 31;

    private readonly Mailbox _mailbox = new(device.Commands);
    private int[] _counters = [];

    /// <summary>The counters of the ports, port 1 first.</summary>
    public IReadOnlyList<int> Counters => _counters;

    private int PortCount => device.Capabilities.Ports.Count;

    /// <summary>For the whole life of the counters: their end needs it, and must not fail.</summary>
    [InitStage(10, Cleanup = nameof(FreeMailbox))]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    [InitStage(20, NoCleanup = "an empty list")]
    private void PrepareCounters() => _counters = new int[PortCount];

    [InitStage(30, Cleanup = nameof(FreeCounter), ForEach = nameof(PortCount))]
    private void AllocCounter(int port) => _counters[port] = table.Alloc();
    private void FreeCounter(int port)
    {
        int counter = _counters[port];
        if (counter == table.Sink)
        {
            return;
        }
        if (_mailbox.Query(Opcode.QueryIfStat, (uint)counter | ResetCounter) is var error and not Errno.Ok)
        {
            scope.Warn($"QUERY_IF_STAT {counter}: {error}");
        }
        table.Free(counter);
    }

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);
}
