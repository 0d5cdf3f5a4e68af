// Things that are found in collections of the process.

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Mlx4.Runtime;

internal sealed class SharedClock : IDisposable
{
    private int _users;
    public int AddUser() => Interlocked.Increment(ref _users);
    public int RemoveUser() => Interlocked.Decrement(ref _users);
    public void Dispose() => _users = 0;
}

// Shape: taken out before it is disposed
internal sealed partial class LastUserDisposes(string card)
{
    private static readonly ConcurrentDictionary<string, SharedClock> Clocks = new();

    [InitStage(10, Cleanup = nameof(Leave))]
    private void Join()
    {
        SharedClock clock = Clocks.GetOrAdd(card, static _ => new SharedClock());
        clock.AddUser();
    }

    private void Leave()
    {
        if (Clocks.TryGetValue(card, out SharedClock? clock) && clock.RemoveUser() == 0 && Clocks.TryRemove(card, out SharedClock? removed))
        {
            removed.Dispose();
        }
    }
}

// Shape: entered by the stage, removed and disposed by its cleanup
internal sealed partial class OwnEntry(int id)
{
    private static readonly Dictionary<int, Timer> Timers = [];
    private static readonly Lock Gate = new();

    [InitStage(10, Cleanup = nameof(Remove))]
    private Errno Add(int period)
    {
        lock (Gate)
        {
            if (Timers.ContainsKey(id))
            {
                return Errno.EEXIST;
            }

            Timers[id] = new Timer(static _ => { }, null, period, period);
            return Errno.Ok;
        }
    }

    private void Remove()
    {
        lock (Gate)
        {
            if (Timers.Remove(id, out Timer? timer))
            {
                timer.Dispose();
            }
        }
    }
}

// Shape: disposed, then taken out
internal sealed partial class DisposedThenRemoved(string path)
{
    private static readonly ConcurrentDictionary<string, FileStream> Open = new();

    [InitStage(10, Cleanup = nameof(Close))]
    private void OpenFile() => Open[path] = File.OpenRead(path);

    private void Close()
    {
        if (Open.TryGetValue(path, out FileStream? file))
        {
            file.Dispose();
            Open.TryRemove(path, out _);
        }
    }
}

// Shape: used and left where it is
internal sealed partial class OnlyUses(ConcurrentDictionary<int, Stream> streams)
{
    private long _length;

    [InitStage(10, NoCleanup = "only reads")]
    private Errno Measure(int id)
    {
        if (!streams.TryGetValue(id, out Stream? stream))
        {
            return Errno.ENOENT;
        }

        _length = stream.Length;
        return Errno.Ok;
    }

    public long Length => _length;
}
