using Mlx4.Sample.Commands;

namespace Mlx4.Tests.Sample.Traces;

/// <summary>Scenarios that are not among the recorded ones: the calls are those of a recorded one, but for what Linux's code says is different.</summary>
public sealed class ScenarioTests
{
    private const string SaveState = "pci_save_state()";
    private const string Link = "pcie_print_link_status()";
    private const string EnableSriov = "pci_enable_sriov(4)";

    private static readonly RecordedScenario Pf = RecordedScenario.Read("pf");

    private static readonly CallTrace Physical = Expectation.Of(Pf);

    private static readonly CallTrace Master = Expectation.Of(RecordedScenario.Read("master"));

    private static readonly CallTrace Slave = Expectation.Of(RecordedScenario.Read("vf"));

    private static readonly LoadSettings FourVfs = new() { VirtualFunctions = 4 };

    private static readonly LoadSettings OneVf = new() { Function = LoadedFunction.Virtual, VirtualFunctions = 1 };

    /// <summary>A master that knows its event queues beforehand enables its virtual functions behind <c>mlx4_init_hca</c>, and starts the firmware once.</summary>
    private static CallTrace MasterWithSystemEqs
    {
        get
        {
            List<string> load = [.. Master.Load];
            int first = load.IndexOf("> mlx4_enable_sriov");
            int again = load.LastIndexOf("> mlx4_check_dev_cap");
            load.RemoveRange(first, again + 1 - first);
            load.InsertRange(load.IndexOf(Link), ["> mlx4_enable_sriov", EnableSriov]);
            return WithSystemEqs(Master with { Load = load });
        }
    }

    [Fact]
    public void One_port() => AssertSame(Physical.Change(WithOnePort), new LoadSettings { Ports = 1 });

    [Fact]
    public void One_port_of_a_master() => AssertSame(Master.Change(WithOnePort), FourVfs with { Ports = 1 });

    /// <summary>The master's counter of its one port comes first.</summary>
    [Fact]
    public void One_port_of_a_slave() =>
        AssertSame(Slave.Change(lines => WithOnePort(lines).Select(line => line.Replace("COUNTER,2", "COUNTER,1", StringComparison.Ordinal))), OneVf with { Ports = 1 });

    /// <summary>One port is what the function has of a card with two.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void One_port_of_two_for_a_slave(int onPort1, int onPort2) => AssertSame(Slave.Change(WithOnePort), OneVf with { VirtualFunctions = new(onPort1, onPort2) });

    [Fact]
    public void Which_ports_the_virtual_functions_have_makes_no_difference_to_a_master() => AssertSame(Master, FourVfs with { VirtualFunctions = new(1, 2, 1) });

    [Fact]
    public void No_MSI_X() => AssertSame(
        Physical.Change(lines => lines.Where(line => line != "pci_disable_msix()").Select(line => line
            .Replace("max=9)", "max=9) = -22", StringComparison.Ordinal)
            .Replace("vecs=8,msix", "vecs=1,intx", StringComparison.Ordinal)
            .Replace("NOP(msix)", "NOP(intx)", StringComparison.Ordinal))),
        new LoadSettings { MsiX = false });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Functions_that_share_a_card_need_MSI_X(bool isVirtual)
    {
        CallTrace trace = TraceRun.Of((isVirtual ? OneVf : FourVfs) with { MsiX = false });

        Assert.Equal(-95, trace.Result);
        Assert.Equal(["> mlx4_enable_msi_x", $"pci_enable_msix_range(min=2,max=9) = {(isVirtual ? -28 : -22)}", "mlx4_free_eq_table()"], trace.Load.SkipWhile(line => line != "> mlx4_enable_msi_x").Take(3));
    }

    /// <summary>The device's own steering has no table of groups: Linux's functions for it return at once.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Steering_by_the_device(int virtualFunctions) => AssertSame(
        (virtualFunctions > 0 ? Master : Physical).Change(lines => lines.Where(line => !line.Contains("_mcg_table()", StringComparison.Ordinal))),
        new LoadSettings { FlowSteering = true, VirtualFunctions = virtualFunctions });

    [Fact]
    public void Steering_by_the_device_is_the_masters_to_choose() => AssertSame(Slave, OneVf with { FlowSteering = true });

    [Fact]
    public void Sixteen_vectors()
    {
        AssertSame(Physical.Change(WithEightCpus), new LoadSettings { Cpus = 8 });
        AssertSame(Master.Change(WithEightCpus), FourVfs with { Cpus = 8 });
        AssertSame(Slave.Change(WithEightCpus), OneVf with { Cpus = 8 });
    }

    [Fact]
    public void System_event_queues() => AssertSame(WithSystemEqs(Physical), new LoadSettings { SysEqs = true });

    [Fact]
    public void System_event_queues_of_a_master() => AssertSame(MasterWithSystemEqs, FourVfs with { SysEqs = true });

    /// <summary>The master has given this function eight of them.</summary>
    [Fact]
    public void System_event_queues_of_a_slave() => AssertSame(
        Slave.Change(lines => lines.Select(line => line.Replace("max=9", "max=8", StringComparison.Ordinal).Replace("vecs=8", "vecs=7", StringComparison.Ordinal))),
        OneVf with { SysEqs = true });

    [Fact]
    public void SR_IOV_is_refused()
    {
        RecordedScenario master = RecordedScenario.Read("master");

        AssertSame(Expectation.Of(master, master.Faults[EnableSriov + "=-5"]), FourVfs with { RefuseSriov = true });
    }

    /// <summary>
    /// From there on the function is alone; that nobody loads on this host meanwhile still holds until the end. Linux gives its page for vHCRs back
    /// (<c>mlx4_cmd_cleanup(VHCR)</c>, and <c>mlx4_cmd_init</c> once more), which the port has not taken yet.
    /// </summary>
    [Fact]
    public void SR_IOV_is_refused_after_the_HCA_has_begun() => AssertSame(
        Physical with
        {
            Load =
            [
                .. MasterWithSystemEqs.Load.TakeWhile(line => line != EnableSriov), EnableSriov + " = -5",
                .. Physical.Load.SkipWhile(line => line != Link).SelectMany(line => line == SaveState ? ["atomic_dec(pf_loading)", line] : new[] { line }),
            ],
        },
        FourVfs with { SysEqs = true, RefuseSriov = true });

    [Theory]
    [InlineData(4, false)]
    [InlineData(2, false)]
    [InlineData(4, true)]
    [InlineData(2, true)]
    public void Virtual_functions_that_are_there_already_are_taken_over(int existing, bool systemEqs) => AssertSame(
        (systemEqs ? MasterWithSystemEqs : Master).Change(lines => lines.Where(line => line != EnableSriov)),
        FourVfs with { ExistingVirtualFunctions = existing, SysEqs = systemEqs });

    [Fact]
    public void Not_the_primary_function() =>
        AssertSame(Expectation.Of(Pf, Pf.Faults["mlx4_QUERY_DEV_CAP()=-13"]), new LoadSettings { NotPrimary = true });

    /// <summary>A master asks for the capabilities before <c>mlx4_init_hca</c>, where EACCES is a failure like others.</summary>
    [Fact]
    public void Not_the_primary_function_though_it_wants_virtual_ones()
    {
        CallTrace trace = TraceRun.Of(FourVfs with { NotPrimary = true });

        Assert.Equal(-13, trace.Result);
        Assert.Contains("mlx4_QUERY_DEV_CAP() = -13", trace.Load);
        Assert.DoesNotContain("mlx4_cmd_init(slave)", trace.Load);
    }

    private static void AssertSame(CallTrace expected, LoadSettings settings) => Assert.Equal(expected.ToString(), TraceRun.Of(settings).ToString());

    /// <summary>What is there for each port is there for one, and there are half as many event queues.</summary>
    private static IEnumerable<string> WithOnePort(IReadOnlyList<string> lines)
    {
        List<string> left = [.. lines.Where(line => !line.Contains("port=2", StringComparison.Ordinal) && !line.Contains("mlx4_port2", StringComparison.Ordinal))];
        left.RemoveAt(left.LastIndexOf("> mlx4_init_port_info") is var init and >= 0 ? init : left.IndexOf("> mlx4_cleanup_port_info"));
        // The counter of port 2 is taken last, and given back first, with all that is done for it.
        int counter = left.LastIndexOf("> mlx4_counter_alloc") is var alloc and >= 0 ? alloc : left.IndexOf("> mlx4_counter_free");
        left.RemoveRange(counter, left.Skip(counter + 1).TakeWhile(line => line.StartsWith("mlx4_cmd(", StringComparison.Ordinal) || Lines.IsOf(line, "mlx4_bitmap_alloc") || Lines.IsOf(line, "mlx4_bitmap_free")).Count() + 1);
        return left.Select(line => line.Replace("max=9", "max=5", StringComparison.Ordinal).Replace("vecs=8", "vecs=4", StringComparison.Ordinal));
    }

    private static IEnumerable<string> WithEightCpus(IReadOnlyList<string> lines) =>
        lines.Select(line => line.Replace("max=9", "max=17", StringComparison.Ordinal).Replace("vecs=8", "vecs=16", StringComparison.Ordinal));

    private static CallTrace WithSystemEqs(CallTrace trace) => trace with
    {
        Load = [.. trace.Load.SelectMany(line => line == "mlx4_INIT_HCA()" ? [line, "> mlx4_query_func", "mlx4_QUERY_FUNC()"] : new[] { line })],
    };
}
