using System.Diagnostics;
using System.Runtime;

namespace Mlx4.Benchmarks.Measuring;

/// <summary>
/// Waits until the runtime compiles nothing any more. After the C# compiler has run there are thousands of its methods to be compiled anew in the
/// background, and those that are to be timed would stand at the end of the queue.
/// </summary>
internal static class Quiet
{
    /// <summary>Several times the delay after which the runtime compiles a method anew.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static void Wait()
    {
        long begin = Stopwatch.GetTimestamp();
        long before;
        do
        {
            before = JitInfo.GetCompiledMethodCount();
            Thread.Sleep(Pause);
        }
        while (JitInfo.GetCompiledMethodCount() != before && Stopwatch.GetElapsedTime(begin) < Longest);
    }
}
