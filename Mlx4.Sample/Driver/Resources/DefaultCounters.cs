using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Resources;

/// <summary>The counter of each port that counts what no other one does (<c>mlx4_allocate_default_counters</c>).</summary>
internal sealed partial class DefaultCounters(DeviceState device, CountersTable table, StageScope scope)
{
    /// <summary>QUERY_IF_STAT: sets the counter to 0 after reading it.</summary>
    private const uint ResetCounter = 1U << 31;

    /// <summary>ALLOC_RES: the driver itself counts by it.</summary>
    private const uint UsedByDriver = 1 << 30;

    /// <summary>The counter of a port that has none.</summary>
    private const int None = -1;

    private readonly Mailbox _mailbox = new(device.Commands);
    private int[] _counters = [];

    /// <summary>The counters of the ports, port 1 first.</summary>
    public IReadOnlyList<int> Counters => _counters;

    private int PortCount => device.Capabilities.Ports.Count;

    /// <summary>The counter for those who get none of their own, whoever hands them out.</summary>
    private int Sink => (int)device.Capabilities.Limits.MaxCounters - 1;

    private bool IsSingle => !IsMultiFunction;

    private bool IsMultiFunction => device.IsMultiFunction;

    /// <summary>For the whole life of the counters: their end needs it, and must not fail.</summary>
    [InitStage(10, Cleanup = nameof(FreeMailbox), When = nameof(IsSingle))]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    [InitStage(20, NoCleanup = "an empty list")]
    private void PrepareCounters() => _counters = new int[PortCount];

    [InitStage(30, Cleanup = nameof(FreeCounter), ForEach = nameof(PortCount), When = nameof(IsSingle))]
    private void AllocCounter(int port) => _counters[port] = table.Alloc();
    private void FreeCounter(int port)
    {
        int counter = _counters[port];
        if (counter == Sink)
        {
            return;
        }
        if (_mailbox.Query(Opcode.QueryIfStat, (uint)counter | ResetCounter) is var error and not Errno.Ok)
        {
            scope.Warn($"QUERY_IF_STAT {counter}: {error}");
        }
        table.Free(counter);
    }

    /// <summary>
    /// Asks the master. ENOENT: it has no counters, and the port has none. EINVAL, or ENOSPC where the master asks itself: there is none left
    /// for the function; a slave shares the last one then, and a master has counted wrong.
    /// </summary>
    [InitStage(40, Cleanup = nameof(FreeCounterRes), ForEach = nameof(PortCount), When = nameof(IsMultiFunction))]
    private Errno AllocCounterRes(int port)
    {
        Errno error = SharedResource.Alloc(device.Commands, SharedResource.Counter | UsedByDriver, SharedResource.Reserve, 0, out _counters[port]);
        if (error == Errno.ENOENT)
        {
            _counters[port] = None;
            return Errno.Ok;
        }
        if (error is not (Errno.ENOSPC or Errno.EINVAL))
        {
            return error;
        }
        if (!device.IsSlave)
        {
            return Errno.EINVAL;
        }
        scope.Warn($"no counter for port {port + 1}: {error}; it shares the last one");
        _counters[port] = Sink;
        return Errno.Ok;
    }
    private void FreeCounterRes(int port)
    {
        if (_counters[port] != Sink && _counters[port] != None)
        {
            SharedResource.Free(device.Commands, SharedResource.Counter, SharedResource.Reserve, (uint)_counters[port], scope);
        }
    }

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);
}
