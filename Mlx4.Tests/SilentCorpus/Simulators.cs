// Models of machines.

using System;
using System.Collections.Generic;
using System.Threading;
using Mlx4.Runtime;

internal interface ISimulatedBus
{
    Errno Attach(int slot, object device);
    void Detach(int slot);
    Errno ReserveWindow(ulong start, ulong length);
    void ReleaseWindow(ulong start);
    IDisposable OnTick(Action<long> handler);
}

// Shape: windows and slots of a bus
internal sealed partial class SimulatedCard(ISimulatedBus bus, int slot)
{
    private const ulong BarStart = 0xf000_0000;

    [InitStage(10, Cleanup = nameof(ReleaseWindow))]
    private Errno ReserveWindow() => bus.ReserveWindow(BarStart, 1 << 20);

    private void ReleaseWindow() => bus.ReleaseWindow(BarStart);

    [InitStage(20, Cleanup = nameof(Detach))]
    private Errno Attach() => bus.Attach(slot, this);

    private void Detach() => bus.Detach(slot);
}

// Shape: numbers handed out by an allocator of its own
internal sealed partial class VectorAllocator
{
    private readonly SortedSet<int> _free = [.. new[] { 1, 2, 3, 4 }];
    private readonly List<int> _taken = [];

    private int Wanted { get; set; } = 2;

    [InitStage(10, Cleanup = nameof(Give), ForEach = nameof(Wanted))]
    private Errno Take(int index)
    {
        if (_free.Count == 0)
        {
            return Errno.ENOSPC;
        }

        int vector = _free.Min;
        _free.Remove(vector);
        _taken.Insert(index, vector);
        return Errno.Ok;
    }

    private void Give(int index)
    {
        _free.Add(_taken[index]);
        _taken.RemoveAt(index);
    }
}

// Shape: a clock with a hook
internal sealed partial class SimulatedClock(ISimulatedBus bus)
{
    private readonly PriorityQueue<Action, long> _due = new();
    private IDisposable? _ticks;
    private long _now;

    [InitStage(10, Cleanup = nameof(Forget))]
    private void Reset() => _now = 0;

    private void Forget() => _due.Clear();

    [InitStage(20, Cleanup = nameof(Stop))]
    private void Start() => _ticks = bus.OnTick(OnTick);

    private void Stop()
    {
        _ticks?.Dispose();
        _ticks = null;
    }

    private void OnTick(long now)
    {
        _now = now;
        while (_due.TryPeek(out Action? action, out long at) && at <= _now)
        {
            _ = _due.Dequeue();
            action();
        }
    }
}

// Shape: a state that is captured and restored
internal sealed partial class Snapshotted
{
    private readonly byte[] _registers = new byte[256];
    private byte[]? _saved;

    [InitStage(10, Cleanup = nameof(Restore))]
    private Errno Save(bool allowDirty)
    {
        if (!allowDirty && _registers[4] != 0)
        {
            return Errno.EBUSY;
        }

        _saved = (byte[])_registers.Clone();
        return Errno.Ok;
    }

    private void Restore()
    {
        _saved?.CopyTo(_registers, 0);
        _saved = null;
    }
}

// Shape: references that are counted
internal sealed class CountedPage
{
    private int _references;
    public bool TryGet() => Interlocked.Increment(ref _references) < 100;
    public void Put() => Interlocked.Decrement(ref _references);
}

internal sealed partial class PageUser(CountedPage page)
{
    [InitStage(10, Cleanup = nameof(Put))]
    private Errno Get()
    {
        if (!page.TryGet())
        {
            page.Put();
            return Errno.EUSERS;
        }

        return Errno.Ok;
    }

    private void Put() => page.Put();
}
