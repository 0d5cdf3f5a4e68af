namespace Mlx4.Tests.Sample.Traces;

/// <summary>What the port does otherwise for a function that is a slave, or becomes one.</summary>
internal static class SlaveDeviations
{
    private const string BecomesSlave = "mlx4_cmd_init(slave)";
    private const string EndsCommands = "mlx4_cmd_cleanup(ALL)";
    private const string EndsChannel = "mlx4_multi_func_cleanup(slave)";

    /// <summary>What Linux calls for a slave as well, to return at once: its tables, its firmware and its quotas are the master's.</summary>
    public static IReadOnlyList<string> Nothing { get; } =
    [
        "> mlx4_init_fw", "> mlx4_close_fw", "mlx4_init_quotas()",
        "mlx4_cleanup_qp_table()", "mlx4_cleanup_srq_table()", "mlx4_cleanup_cq_table()", "mlx4_cleanup_mr_table()",
    ];

    /// <summary>Changes what comes after the function has become a slave.</summary>
    public static CallTrace OfSlave(CallTrace trace, Func<IEnumerable<string>, IEnumerable<string>> change)
    {
        int slave = trace.Load.ToList().IndexOf(BecomesSlave);
        return slave < 0 ? trace : trace with
        {
            Load = [.. trace.Load.Take(slave), .. change(trace.Load.Skip(slave))],
            Unload = [.. change(trace.Unload)],
        };
    }

    /// <summary>A physical function closes its firmware before it becomes a slave.</summary>
    public static IEnumerable<string> CloseFirmware(IReadOnlyList<string> lines)
    {
        List<string> before = [.. lines.TakeWhile(line => line != BecomesSlave)];
        int end = before.LastIndexOf(EndsCommands);
        return before.Count == lines.Count || end < 0
            ? lines
            : [.. lines.Take(end), "> mlx4_close_fw", "mlx4_UNMAP_FA()", "mlx4_free_icm(fw_icm)", .. lines.Skip(end)];
    }

    /// <summary>A slave that is to become one again gives its channel back first; it does so once, and fails then.</summary>
    public static CallTrace BeginAnewOnce(RecordedScenario scenario, CallTrace trace)
    {
        List<string> load = [.. Lines.Replace(trace.Load, [EndsCommands, BecomesSlave], [EndsChannel, EndsCommands, BecomesSlave])];
        if (trace.Result is not null)
        {
            return trace with { Load = load };
        }
        (string call, string error) = RecordedScenario.Split(load.First(line => line.EndsWith(" = -13", StringComparison.Ordinal)));
        string failure = $"{call} = {error}";
        int second = load.IndexOf(failure, load.IndexOf(failure) + 1);
        return new CallTrace([.. load.Take(second + 1), .. scenario.AfterFailure($"{call}=-5")], [], -13);
    }

    /// <summary>The recorded counters begin with 0; those of a slave come after its master's, which has one for each of two ports.</summary>
    public static string BehindMasters(string line) => line switch
    {
        "mlx4_cmd(FREE_RES,COUNTER,0)" => "mlx4_cmd(FREE_RES,COUNTER,2)",
        "mlx4_cmd(FREE_RES,COUNTER,1)" => "mlx4_cmd(FREE_RES,COUNTER,3)",
        _ => line,
    };
}
