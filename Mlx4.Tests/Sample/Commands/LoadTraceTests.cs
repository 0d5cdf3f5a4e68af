namespace Mlx4.Tests.Sample.Commands;

/// <summary>The options of <c>load</c> that say which machine it is, and what is printed as Linux's calls.</summary>
public sealed class LoadTraceTests
{
    [Fact]
    public void The_trace_of_a_load_is_followed_by_that_of_the_unload()
    {
        ProgramRun run = ProgramRun.Of("load", "--trace", "linux");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        int unload = run.Lines.ToList().IndexOf("unload");
        Assert.Equal(["> mlx4_init_one", "devlink_alloc()"], run.Lines.Take(2));
        Assert.Equal("devlink_register()", run.Lines[unload - 1]);
        Assert.Equal(["> mlx4_remove_one", "devlink_unregister()", "> mlx4_unload_one"], run.Lines.Skip(unload + 1).Take(3));
        Assert.Equal(["devlink_free()", "ret 0", "ledger: empty"], run.Lines.TakeLast(3));
    }

    [Theory]
    [InlineData("mlx4_QUERY_ADAPTER=ENOMEM", "mlx4_QUERY_ADAPTER() = -12", "ret -12")]
    [InlineData("mlx4_QUERY_ADAPTER()=-12", "mlx4_QUERY_ADAPTER() = -12", "ret -12")]
    [InlineData("QueryAdapter=12", "mlx4_QUERY_ADAPTER() = -12", "ret -12")]
    [InlineData("mlx4_alloc_icm#2=NULL", "mlx4_alloc_icm(aux_icm) = NULL", "ret -12")]
    [InlineData("mlx4_init_icm_table(srq_table.table)", "mlx4_init_icm_table(srq_table.table) = -5", "ret -5")]
    [InlineData("mlx4_init_eq_table(vecs=8,msix)", "mlx4_init_eq_table(vecs=8,msix) = -5", "ret -5")]
    [InlineData("mlx4_SET_PORT(port=1,ib,pkey=-1)=ENOMEM", "mlx4_SET_PORT(port=1,ib,pkey=-1) = -12", "ret -12")]
    [InlineData("devl_port_register#2", "devl_port_register(port=2) = -5", "ret -5")]
    [InlineData("readl(owner)", "readl(owner) = -5", "ret -22")]
    [InlineData("pci_enable_msix_range=ENOSPC", "pci_enable_msix_range(min=2,max=9) = -28", "ret 0")]
    [InlineData("mlx4_QUERY_HCA=EBUSY", "mlx4_QUERY_HCA() = -16", "ret 0")]
    [InlineData("mlx4_get_phys_port_id", "mlx4_get_phys_port_id() = -5", "ret 0")]
    public void A_call_fails_as_in_Linux(string fault, string line, string result)
    {
        ProgramRun run = ProgramRun.Of("load", "--trace", "linux", "--fail", fault);

        Assert.Equal("", run.Errors);
        Assert.Equal(line, Assert.Single(run.Lines, candidate => candidate.Contains(" = ", StringComparison.Ordinal)));
        Assert.Equal([result, "ledger: empty"], run.Lines.TakeLast(2));
    }

    [Theory]
    [InlineData("mlx4_QUERY_FWW", "there is no step 'mlx4_QUERY_FWW', but there is mlx4_QUERY_FW, mlx4_QUERY_FUNC, mlx4_QUERY_HCA; the command stages lists them, and --trace linux Linux's names")]
    [InlineData("mlx4_alloc_icm(fw_icn)", "there is no step 'mlx4_alloc_icm(fw_icn)', but there is mlx4_alloc_icm(fw_icm), mlx4_alloc_icm(aux_icm); the command stages lists them, and --trace linux Linux's names")]
    [InlineData("mlx4_CLOSE_HCA()", "'mlx4_CLOSE_HCA()' undoes something, and that cannot be made to fail; name the step that does it")]
    [InlineData("mlx4_init_icm", "'mlx4_init_icm' only makes other calls; name one of them, as --trace linux prints it")]
    public void A_call_that_cannot_fail_is_refused_with_the_way_out(string fault, string message)
    {
        ProgramRun run = ProgramRun.Of("load", "--fail", fault);

        Assert.Equal((2, $"--fail {fault}: {message}\nTry --help.\n"), (run.ExitCode, run.Errors));
    }

    [Fact]
    public void A_call_that_is_never_made_is_told()
    {
        ProgramRun run = ProgramRun.Of("load", "--no-msix", "--fail", "mlx4_NOP(msix)");

        Assert.Equal((2, "--fail mlx4_NOP(msix)=EIO: this load does not reach the step. The command stages says when it runs.\n"), (run.ExitCode, run.Errors));
    }

    [Fact]
    public void A_failing_interrupt_test_leads_to_the_pin()
    {
        ProgramRun run = ProgramRun.Of("load", "--irq-test-fails", "--trace", "linux");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            ["mlx4_NOP(msix) = -16", "mlx4_NOP(intx)"],
            run.Lines.Where(line => line.StartsWith("mlx4_NOP", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--cpus=2", "  interrupts    MSI-X, 5 event queues")]
    [InlineData("--flow-steering", "  capabilities  steering DeviceManaged")]
    [InlineData("--real-time", "  interrupts    MSI-X, 9 event queues")]
    public void The_options_reach_the_machine(string option, string line)
    {
        ProgramRun run = ProgramRun.Of("load", option);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(run.Lines, candidate => candidate.StartsWith(line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_card_with_system_event_queues_is_asked_for_them()
    {
        ProgramRun run = ProgramRun.Of("load", "--sys-eqs");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(run.Lines, line => line.Contains("load      QueryFunc", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--no-msix --irq-test-fails", "--no-msix and --irq-test-fails: a card without MSI-X is not tested for it. Leave one of them out.")]
    [InlineData("--json --trace linux", "--json and --trace: each prints the load in its own way. Leave one of them out.")]
    [InlineData("--json --depth 3", "--json and --depth: --json prints all levels. Leave --depth out.")]
    [InlineData("--trace linux --depth 3", "--trace and --depth: --trace prints what Linux calls, at any level. Leave --depth out.")]
    [InlineData("--cpus 0", "--cpus is 1 to 1024.")]
    [InlineData("--depth 8", "--depth is 0 to 7.")]
    public void What_makes_no_sense_is_refused_with_the_way_out(string options, string message)
    {
        ProgramRun run = ProgramRun.Of(["load", .. options.Split(' ')]);

        Assert.Equal((2, "", $"{message}\nTry --help.\n"), (run.ExitCode, run.Output, run.Errors));
    }
}
