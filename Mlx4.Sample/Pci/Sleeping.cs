namespace Mlx4.Sample.Pci;

/// <summary>Waiting by somebody's clock.</summary>
internal static class Sleeping
{
    /// <summary>How often a wait for a register looks at it.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(1);

    /// <summary>How often it does after a second: what takes so long is mostly in vain.</summary>
    private static readonly TimeSpan LongPollInterval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(1);

    /// <summary>Waits: at once by a simulated clock, really by any other.</summary>
    public static void Sleep(this TimeProvider time, TimeSpan duration)
    {
        if (time is SimulatedTime simulated)
        {
            simulated.Advance(duration);
        }
        else
        {
            Task.Delay(duration, time).GetAwaiter().GetResult();
        }
    }

    /// <summary>Looks at a condition once a millisecond, and later more seldom, until it holds.</summary>
    /// <returns>Whether it held in time. It is looked at once more when the time is over.</returns>
    public static bool WaitUntil(this TimeProvider time, Func<bool> condition, TimeSpan timeout)
    {
        long start = time.GetTimestamp();
        while (!condition())
        {
            TimeSpan waited = time.GetElapsedTime(start);
            if (waited >= timeout)
            {
                return false;
            }
            TimeSpan interval = waited < LongWait ? PollInterval : LongPollInterval;
            time.Sleep(interval < timeout - waited ? interval : timeout - waited);
        }
        return true;
    }
}
