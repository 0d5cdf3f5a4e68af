namespace Mlx4.Tests.Sample.Traces;

/// <summary>What the port does otherwise than Linux's driver, on purpose. <c>docs/linux-conformance.md</c> has a row for each, with the reason.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Apply">Makes what the port does of what Linux does in a run of a scenario.</param>
internal sealed record Deviation(string Name, Func<RecordedScenario, CallTrace, CallTrace> Apply)
{
    private const string FreeTracker = "mlx4_free_resource_tracker(STRUCTS_ONLY)";

    /// <summary>Those of all scenarios and faults. Linux's order on the way down is the reverse of that on the way up in most places, the port's in all.</summary>
    public static IReadOnlyList<Deviation> Everywhere { get; } =
    [
        new("ports in reverse", (_, trace) => trace with { Unload = [.. Lines.ReverseBlocks(trace.Unload, "> mlx4_cleanup_port_info", line => Lines.IsOf(line, "mlx4_CLOSE_PORT"))] }),
        new("files in reverse", (_, trace) => trace.Change(lines => Lines.ReverseBlocks(lines, line => Lines.IsOf(line, "device_remove_file")))),
        new("counters in reverse", (_, trace) => trace.Change(lines => Lines.ReverseBlocks(
            lines, "> mlx4_counter_free", line => Lines.IsOf(line, "mlx4_bitmap_free") || Lines.IsOf(line, "mlx4_cmd")))),
        new("MSI-X off in reverse", (_, trace) => trace with { Unload = [.. Lines.Move(trace.Unload, "pci_disable_msix()", before: "mlx4_free_eq_table()")] }),
        new("MSI-X fallback", (_, trace) => trace.Change(lines => Lines.Replace(
            lines,
            ["pci_disable_msix()", "> mlx4_setup_hca"],
            ["> mlx4_clear_steering", "pci_disable_msix()", "> mlx4_init_steering", "mlx4_init_quotas()", "> mlx4_setup_hca"]))),
        new("SET_PORT of Ethernet", (_, trace) => trace.Change(lines => lines.Where(line => !Lines.IsOf(line, "mlx4_SET_PORT") || !line.Contains(",eth,", StringComparison.Ordinal)))),
        new("no port to sense", (_, trace) => trace.Change(lines => lines.Where(line => !Lines.IsOf(line, "mlx4_start_sense") && !Lines.IsOf(line, "mlx4_stop_sense")))),
        new("D4", (_, trace) => trace with { Load = [.. MasterDeviations.CountLoading(trace.Load)] }),
        new("D11", (_, trace) => trace with { Load = [.. SlaveDeviations.CloseFirmware(trace.Load)] }),
        new("D12", SlaveDeviations.BeginAnewOnce),
        new("D18", (_, trace) => trace with { Load = [.. MasterDeviations.FreeSlaves(trace.Load)] }),
        new("D19", (_, trace) => trace.Change(lines => lines.Where(line => line != FreeTracker)
            .SelectMany(line => line == "mlx4_multi_func_cleanup(master)" ? [line, FreeTracker] : new[] { line }))),
        new("D23", (_, trace) => SlaveDeviations.OfSlave(trace, lines => lines.Where(line => line != "mlx4_cleanup_mcg_table()"))),
        new("nothing for a slave", (_, trace) => SlaveDeviations.OfSlave(trace, lines => lines.Where(line => !SlaveDeviations.Nothing.Contains(line)))),
        new("sink counter", (_, trace) => trace.Change(lines => lines.Where(line => line != "mlx4_cmd(FREE_RES,COUNTER,127)"))),
        new("counters of a slave", (_, trace) => SlaveDeviations.OfSlave(trace, lines => lines.Select(SlaveDeviations.BehindMasters))),
    ];

    /// <summary>MOD_STAT_CFG is tolerated, as Linux's own warning has it: the load goes on.</summary>
    public static Deviation ModStatCfg { get; } = new("D1", (scenario, trace) =>
    {
        const string Call = "mlx4_MOD_STAT_CFG";

        int failure = trace.Load.ToList().FindLastIndex(line => Lines.IsOf(line, Call));
        int occurrence = trace.Load.Take(failure).Count(line => Lines.IsOf(line, Call));
        IEnumerable<string> rest = scenario.Trace.Load;
        for (int i = 0; i <= occurrence; i++)
        {
            rest = rest.SkipWhile(line => !Lines.IsOf(line, Call)).Skip(1);
        }
        return new CallTrace([.. trace.Load.Take(failure + 1), .. rest], scenario.Trace.Unload, 0);
    });

    /// <summary>A master that fails to arm the comm channel undoes everything before it, as one does that fails at a port right after it.</summary>
    public static Deviation ArmCommChannel { get; } = new("D5", (scenario, trace) => trace with
    {
        Load = [.. trace.Load.TakeWhile(line => !IsFailure(line)), trace.Load.First(IsFailure), .. scenario.AfterFailure("devl_port_register(port=1)=-5")],
    });

    /// <summary>The driver's UAR is given back, and its page unmapped, whatever has failed.</summary>
    public static Deviation DriverUar { get; } = new("D6", (_, trace) => trace.Change(lines => Lines.Replace(
        lines, ["mlx4_cleanup_pd_table()", "mlx4_cleanup_uar_table()"], ["mlx4_cleanup_pd_table()", "mlx4_uar_free(driver_uar)", "mlx4_cleanup_uar_table()"])));

    /// <summary>A port is closed on every way down: one cleanup is all that there is to undo of it.</summary>
    public static Deviation ClosePort { get; } = new("ports closed", (_, trace) => trace with
    {
        Load = [.. Lines.After(trace.Load, "> mlx4_cleanup_port_info", "devl_port_unregister", "mlx4_CLOSE_PORT")],
    });

    /// <summary>The recorded counters are numbered on after all were given back, and the driver's begin anew.</summary>
    public static Deviation CounterNumbers { get; } = new("counter numbers", (_, trace) => trace.Change(lines => lines.Select(line => line
        .Replace("QUERY_IF_STAT,2", "QUERY_IF_STAT,0", StringComparison.Ordinal).Replace("counters,2", "counters,0", StringComparison.Ordinal)
        .Replace("QUERY_IF_STAT,3", "QUERY_IF_STAT,1", StringComparison.Ordinal).Replace("counters,3", "counters,1", StringComparison.Ordinal))));

    /// <summary>A RESET that has failed has nothing to undo.</summary>
    public static Deviation FailedReset { get; } = new("failed RESET", (_, trace) => trace with
    {
        Load = [.. Lines.Replace(trace.Load, ["mlx4_comm_cmd(RESET) = -5", "mlx4_comm_cmd(RESET)"], ["mlx4_comm_cmd(RESET) = -5"])],
    });

    /// <summary>Those of single faults, by the call that fails.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Deviation>> AtFaults { get; } = new Dictionary<string, IReadOnlyList<Deviation>>
    {
        ["mlx4_MOD_STAT_CFG()"] = [ModStatCfg],
        ["mlx4_SET_PORT(port=1,ib,pkey=-1)"] = [CounterNumbers],
        ["mlx4_ARM_COMM_CHANNEL()"] = [ArmCommChannel, DriverUar],
        ["mlx4_comm_cmd(RESET)"] = [FailedReset],
        ["devl_port_register(port=1)"] = [DriverUar],
        ["device_create_file(mlx4_port1)"] = [DriverUar],
        ["device_create_file(mlx4_port1_mtu)"] = [DriverUar],
        ["devl_port_register(port=2)"] = [DriverUar, ClosePort],
        ["device_create_file(mlx4_port2)"] = [DriverUar, ClosePort],
        ["device_create_file(mlx4_port2_mtu)"] = [DriverUar, ClosePort],
        ["mlx4_register_device()"] = [DriverUar, ClosePort],
    };

    /// <summary>All of them.</summary>
    public static IEnumerable<Deviation> All => Everywhere.Concat(AtFaults.Values.SelectMany(deviations => deviations)).Distinct();

    private static bool IsFailure(string line) => line.Contains(" = ", StringComparison.Ordinal);
}
