using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis.CSharp;

namespace Mlx4.Benchmarks.Measuring;

/// <summary>When and on what is measured, as the system tells it.</summary>
internal static class Circumstances
{
    /// <summary>A paragraph for the head of a page.</summary>
    public static string Describe(bool quick) => string.Create(
        CultureInfo.InvariantCulture,
        $"One run of {DateTime.UtcNow:yyyy-MM-dd}{(quick ? " with `--quick`: it shows that everything works, and its figures say little" : "")}. {Processor()}, "
        + $"{Environment.ProcessorCount} CPUs, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30):0.#} GiB, {RuntimeInformation.OSDescription}; "
        + $"{RuntimeInformation.FrameworkDescription}, Roslyn {typeof(CSharpCompilation).Assembly.GetName().Version?.ToString(3)}. {LoadAverage()}");

    private static string Processor() => FirstValue("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>How busy the machine was with other things.</summary>
    private static string LoadAverage() => File.Exists("/proc/loadavg")
        ? $"When it ended, the machine's load average was {File.ReadAllText("/proc/loadavg").Split(' ')[0]}; what is above 1 is work of others, and noise."
        : "";

    private static string? FirstValue(string file, string key) => !File.Exists(file) ? null : File.ReadLines(file)
        .Where(line => line.StartsWith(key, StringComparison.Ordinal))
        .Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())
        .FirstOrDefault();
}
