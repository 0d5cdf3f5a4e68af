using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Mlx4.Benchmarks.Reporting;
using Perfolizer.Horology;

namespace Mlx4.Benchmarks.Load;

/// <summary>
/// Some of the races once more, timed by BenchmarkDotNet. It runs one contender after the other, so what happens on the machine meanwhile is in its ratios;
/// what it says of a quiet machine is to agree with the races.
/// </summary>
internal static class SecondOpinion
{
    /// <summary>Times all contenders.</summary>
    /// <returns>A table of means, with the margin of error that BenchmarkDotNet states for them.</returns>
    public static Table Ask()
    {
        string artifacts = Directory.CreateTempSubdirectory("mlx4-").FullName;
        try
        {
            IConfig config = ManualConfig.CreateEmpty()
                .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationTime(TimeInterval.FromMilliseconds(100)).WithWarmupCount(8).WithIterationCount(12))
                .AddDiagnoser(MemoryDiagnoser.Default)
                .AddColumnProvider(DefaultColumnProviders.Instance)
                .AddLogger(NullLogger.Instance)
                .WithArtifactsPath(artifacts);
            return TableOf(BenchmarkRunner.Run<LadderTimes>(config));
        }
        finally
        {
            Directory.Delete(artifacts, recursive: true);
        }
    }

    private static Table TableOf(Summary summary)
    {
        Table table = new(("race", Align.Left), ("contender", Align.Left), ("ns", Align.Right), ("± ns", Align.Right), ("bytes", Align.Right));
        foreach (BenchmarkReport report in summary.Reports.Where(report => report.ResultStatistics is not null))
        {
            table.Add(
                report.BenchmarkCase.Parameters[nameof(LadderTimes.Race)].ToString()!,
                report.BenchmarkCase.Parameters[nameof(LadderTimes.Contender)].ToString()!,
                Figures.Short(report.ResultStatistics!.Mean),
                Figures.Short(report.ResultStatistics.ConfidenceInterval.Margin),
                Figures.Short(report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0));
        }
        return table;
    }
}
