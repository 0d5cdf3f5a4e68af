using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Mlx4.Benchmarks.Measuring;

/// <summary>
/// How long this thread has run: what others do on the machine meanwhile does not count. Where the system does not tell, it is the time of day.
/// </summary>
internal static partial class ThreadClock
{
    /// <summary>CLOCK_THREAD_CPUTIME_ID of Linux.</summary>
    private const int ThreadTime = 3;

    public static TimeSpan Now
    {
        get
        {
            if (OperatingSystem.IsLinux() && GetTime(ThreadTime, out Timespec time) == 0)
            {
                return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / (double)TimeSpan.NanosecondsPerTick / TimeSpan.TicksPerMicrosecond);
            }
            return Stopwatch.GetElapsedTime(0);
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
