using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>Threads that work by one clock at the same time, watched: when they are stuck the test says who waits for what.</summary>
internal static class Threads
{
    /// <summary>Far more than any of them needs on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs all of them and waits until they have ended; what one throws fails the test.</summary>
    public static void Run(SimulatedTime time, params IReadOnlyList<(string Name, Action Work)> works)
    {
        List<Exception> failures = [];
        using var ready = new Barrier(works.Count);
        Thread[] threads = [.. works.Select(work => new Thread(() => Do(work.Work)) { Name = work.Name, IsBackground = true })];
        Array.ForEach(threads, static thread => thread.Start());
        DateTime end = DateTime.UtcNow + Patience;
        foreach (Thread thread in threads)
        {
            TimeSpan left = end - DateTime.UtcNow;
            Assert.True(thread.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero), $"{thread.Name} is stuck. {time}");
        }
        Assert.True(failures.Count == 0, string.Join("\n", failures));

        void Do(Action work)
        {
            using SimulatedTime.Membership membership = time.Join();
            ready.SignalAndWait();
            try
            {
                work();
            }
#pragma warning disable CA1031 // Whatever it is, the test is to say it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                lock (failures)
                {
                    failures.Add(exception);
                }
            }
        }
    }
}
