namespace Mlx4.Sample.Pci;

/// <summary>
/// A lock whose holder may sleep, as a kernel mutex: by a simulated clock, those who wait for it sleep too, or the clock would never move on
/// for the one that holds it; and whoever holds it works by the clock. The thread that holds it may enter it again.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="name">What it guards, for the one that waits in vain.</param>
internal sealed class Gate(TimeProvider time, string name)
{
    /// <summary>No holder waits so long: the slowest thing is a command that is lost, a minute, and a reset after it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private volatile string? _holder;
    private int _exits;

    /// <summary>Waits until nobody else is inside, and enters.</summary>
    /// <returns>Leaves when it is disposed.</returns>
    /// <exception cref="InvalidOperationException">A simulated hour has passed: two threads wait for each other.</exception>
    public Pass Enter()
    {
        SimulatedTime.Membership membership = default;
        if (time is SimulatedTime simulated)
        {
            membership = simulated.Join();
            TimeSpan end = simulated.Elapsed + Patience;
            for (int exits = Volatile.Read(ref _exits); !_lock.TryEnter(); exits = Volatile.Read(ref _exits))
            {
                if (simulated.Elapsed >= end)
                {
                    membership.Dispose();
                    throw new InvalidOperationException($"{ThisThread} waits for {name}, which {_holder} has held for an hour.");
                }
                int seen = exits;
                simulated.Await(this, () => Volatile.Read(ref _exits) == seen, end - simulated.Elapsed);
            }
        }
        else
        {
            _lock.Enter();
        }
        _holder = ThisThread;
        return new Pass(this, membership);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{name} is left by {_holder}";

    private static string ThisThread => Thread.CurrentThread.Name ?? $"Thread {Environment.CurrentManagedThreadId}";

    private void Exit()
    {
        _lock.Exit();
        Interlocked.Increment(ref _exits);
        (time as SimulatedTime)?.Signal(this);
    }

    /// <summary>The right to be inside.</summary>
    internal readonly struct Pass(Gate gate, SimulatedTime.Membership membership) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            gate.Exit();
            membership.Dispose();
        }
    }
}
