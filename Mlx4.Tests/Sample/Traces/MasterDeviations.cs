namespace Mlx4.Tests.Sample.Traces;

/// <summary>What the port does otherwise for a master.</summary>
internal static class MasterDeviations
{
    private const string EnterLoading = "atomic_inc(pf_loading)";
    private const string LeaveLoading = "atomic_dec(pf_loading)";

    /// <summary>A master counts as loading from the reset to the end of the load, and gives back what it has counted.</summary>
    public static IEnumerable<string> CountLoading(IReadOnlyList<string> lines)
    {
        bool isMaster = lines.Any(line => line.StartsWith("mlx4_cmd_init(master)", StringComparison.Ordinal));
        bool isCounted = false;
        foreach (string line in lines.Where(line => line is not (EnterLoading or LeaveLoading)))
        {
            if (isCounted && line is ("> mlx4_free_ownership" or "pci_save_state()"))
            {
                yield return LeaveLoading;
                isCounted = false;
            }
            yield return line;
            if (isMaster && line == "mlx4_reset()")
            {
                yield return EnterLoading;
                isMaster = false;
                isCounted = true;
            }
        }
        if (isCounted)
        {
            yield return LeaveLoading;
        }
    }

    /// <summary>Once slaves are served, what they have is taken back on every way down.</summary>
    public static IEnumerable<string> FreeSlaves(IReadOnlyList<string> lines) =>
        lines.Contains("mlx4_ARM_COMM_CHANNEL()")
            ? lines.SelectMany(line => line == "> mlx4_cleanup_default_counters" ? ["mlx4_free_resource_tracker(SLAVES_ONLY)", line] : new[] { line })
            : lines;
}
