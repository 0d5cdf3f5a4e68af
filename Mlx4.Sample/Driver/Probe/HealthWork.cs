using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Probe;

/// <summary>
/// Restarts a device that has failed (<c>mlx4_catas_init</c>). Whoever notices the failure only says so: the restart is done on a queue of its
/// own, since it ends what the failure was noticed by.
/// </summary>
/// <remarks>
/// The work waits for the devlink lock. Nobody who holds the lock may wait for the work, unless the work is forbidden: then it looks at nothing
/// else, and ends.
/// </remarks>
#pragma warning disable CA1001 // A stage of the probe begins it, and the stage's cleanup ends it.
internal sealed class HealthWork(PciDevice pci, Mlx4Device device, DeviceLifetime lifetime)
#pragma warning restore CA1001
{
    /// <summary>No generation of the device.</summary>
    private const int None = -1;

    private volatile WorkQueue? _queue;
    private volatile bool _isAllowed;
    private int _reported = None;

    /// <summary>Begins: makes the queue.</summary>
    public void Init() => _queue = new WorkQueue(pci.Time, "mlx4_health");

    /// <summary>Ends. What is queued is waited for, and does nothing any more.</summary>
    public void End()
    {
        _isAllowed = false;
        _queue?.Dispose();
        _queue = null;
    }

    /// <summary>The device is probed: from now on it may be restarted.</summary>
    public void Allow() => _isAllowed = true;

    /// <summary>The device is about to be removed. A restart that is under way is waited for; the caller does not hold the devlink lock.</summary>
    public void Forbid()
    {
        _isAllowed = false;
        _queue?.Flush();
    }

    /// <summary>The device has failed. May be said at any time, by anybody, and again and again.</summary>
    public void Report()
    {
        int generation = lifetime.Generation;
        if (Interlocked.Exchange(ref _reported, generation) != generation)
        {
            _queue?.Queue(() => Recover(generation));
        }
    }

    /// <summary>Gives the device up at once, so that whoever waits for one of its commands ends, and restarts it when nobody else works on it.</summary>
    private void Recover(int generation)
    {
        // While the device is probed it may not be restarted; it is reported again then.
        Interlocked.Exchange(ref _reported, None);
        if (MayRestart(generation))
        {
            device.Commands.EnterErrorState();
            using (pci.Devlink.Lock.Enter())
            {
                if (MayRestart(generation) && lifetime.IsLoaded)
                {
                    // A failure is told by the monitor; the device then stays unloaded until it is restarted or removed.
                    _ = lifetime.Restart();
                }
            }
        }
    }

    /// <summary>Whether it is still the device that has failed, and nobody is about to take it away: not even since before its probe has ended.</summary>
    private bool MayRestart(int generation) => _isAllowed && !device.Commands.Comm.IsLeaving && lifetime.Generation == generation;
}
