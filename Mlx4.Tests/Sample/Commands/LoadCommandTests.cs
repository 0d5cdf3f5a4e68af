using System.Text.Json;
using Mlx4.Runtime;
using Mlx4.Sample.Driver;

namespace Mlx4.Tests.Sample.Commands;

public sealed class LoadCommandTests
{
    /// <summary>Kinds of loads which between them come to all steps that a load by the command line can come to.</summary>
    private static readonly string[] Kinds = ["", "--no-msix", "--sys-eqs", "--flow-steering", "--vfs 2", "--vfs 2 --sys-eqs", "--function vf"];

    /// <summary>
    /// Steps for which it takes a card that senses its ports, or steers at a high rate, a host that drives 32 bits of an address, or virtual
    /// functions that are for guests. The command line has none of these.
    /// </summary>
    private static readonly string[] Elsewhere =
    [
        "HcaStart.ValidateOptimizedSteering", "CapabilityReader.SensePort", "Mlx4Device.StartSense", "PciProbe.SetDmaMask32", "PciProbe.CheckVfGroup",
    ];

    /// <summary>The first kind of load that comes to each step.</summary>
    private static readonly Dictionary<string, string> KindOf = Kinds
        .SelectMany(kind => Events(Load(kind)).Where(step => step.GetProperty("event").GetString() == "starting")
            .Select(step => (Step: $"{step.GetProperty("pipeline").GetString()}.{step.GetProperty("stage").GetString()}", Kind: kind)))
        .DistinctBy(step => step.Step).ToDictionary(step => step.Step, step => step.Kind);

    public static TheoryData<string> Steps
    {
        get
        {
            TheoryData<string> steps = [];
            foreach (DriverPipelines.Pipeline pipeline in DriverPipelines.All)
            {
                foreach (StageInfo stage in pipeline.Stages)
                {
                    steps.Add($"{pipeline.Name}.{stage.Name}");
                }
            }
            return steps;
        }
    }

    [Fact]
    public void Without_arguments_it_brings_up_a_card_shows_it_and_takes_it_down()
    {
        ProgramRun run = ProgramRun.Of();

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("The device is up.", run.Lines);
        Assert.Contains("  firmware      2.42.5000, command interface revision 3, 16 commands at a time", run.Lines);
        Assert.Contains(run.Lines, line => line.StartsWith("  port 2        Ethernet, link up", StringComparison.Ordinal));
        Assert.Equal(["ret 0", "ledger: empty"], run.Lines.TakeLast(2));
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public void A_virtual_function_with_port_2_only_has_that_as_its_port_1()
    {
        ProgramRun run = ProgramRun.Of("load", "--function", "vf", "--vfs", "0,1");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.StartsWith("  port 1        Ethernet, link up", Assert.Single(run.Lines, line => line.StartsWith("  port ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(["ret 0", "ledger: empty"], run.Lines.TakeLast(2));
    }

    [Fact]
    public void A_virtual_function_has_the_address_that_it_is_given_and_sees_the_link_that_it_is_allowed_to()
    {
        ProgramRun run = ProgramRun.Of("load", "--function", "vf", "--vf-mac", "02:00:00:00:00:01", "--vf-link", "disable");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("  port 2        Ethernet, link down, 02:00:00:00:00:01, this type only", run.Lines);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Every_step_that_is_listed_can_fail_and_is_unwound(string step)
    {
        if (Elsewhere.Contains(step))
        {
            ProgramRun missed = ProgramRun.Of("load", "--fail", step);
            Assert.Equal((2, $"--fail {step}=EIO: this load does not reach the step. The command stages says when it runs.\n"), (missed.ExitCode, missed.Errors));
            return;
        }

        ProgramRun run = Load(KindOf[step], "--fail", $"{step}=ENOSPC");

        JsonElement result = JsonSerializer.Deserialize<JsonElement>(run.Lines[^1]);
        bool isTolerated = IsOptional(step);
        Assert.Equal((isTolerated ? 0 : 1, ""), (run.ExitCode, run.Errors));
        Assert.Equal(isTolerated ? 0 : -(int)Errno.ENOSPC, result.GetProperty("ret").GetInt32());
        Assert.Contains(Events(run), line => line.GetProperty("event").GetString() == "failed" && $"{line.GetProperty("pipeline").GetString()}.{line.GetProperty("stage").GetString()}" == step);
        Assert.Equal("empty", result.GetProperty("ledger").GetString());
        Unwinding.AssertExact(run.Lines);
    }

    [Fact]
    public void A_failure_is_shown_with_the_unwinding_in_reverse()
    {
        ProgramRun run = ProgramRun.Of("load", "--fail", "QueryAdapter", "--depth", "3");

        Assert.Equal(1, run.ExitCode);
        int failure = run.Lines.ToList().FindIndex(line => line.Contains("FAIL        QueryAdapter: EIO", StringComparison.Ordinal));
        Assert.Equal(
            ["MapBlueFlame", "AllocMailbox", "AdapterQuery:", "MapInternalClock", "InitHca"],
            run.Lines.Skip(failure + 1).Take(5).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]));
        Assert.Equal(
            ["The load failed at LoadOne/InitHca/AdapterQuery/QueryAdapter: EIO. What had been done was undone in reverse.", "ret -5", "ledger: empty"],
            run.Lines.TakeLast(3));
    }

    [Theory]
    [InlineData("--no-msix", "INTx, 2 event queues")]
    [InlineData("--ports=2", "MSI-X, 9 event queues")]
    [InlineData("--ports=1", "MSI-X, 5 event queues")]
    public void The_options_reach_the_card(string option, string interrupts)
    {
        ProgramRun run = ProgramRun.Of("load", option);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(run.Lines, line => line.StartsWith("  interrupts    " + interrupts, StringComparison.Ordinal));
    }

    [Fact]
    public void A_lost_step_is_retried_only_as_often_as_it_is_to_fail()
    {
        ProgramRun run = ProgramRun.Of("load", "--fail", "QueryPort#2=EBUSY");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("ret -16", run.Lines[^2]);
    }

    [Theory]
    [InlineData("QuerAdapter", "--fail QuerAdapter: there is no step 'QuerAdapter', but there is QueryAdapter; the command stages lists them")]
    [InlineData("HcaStart.QueryFw", "--fail HcaStart.QueryFw: there is no step 'HcaStart.QueryFw', but there is HcaStart.QueryFunc, FirmwareStart.QueryFw; the command stages lists them")]
    [InlineData("Xyzzy", "--fail Xyzzy: there is no step 'Xyzzy'; the command stages lists them")]
    [InlineData("QueryFw=ENOMEMM", "--fail QueryFw=ENOMEMM: 'ENOMEMM' is not an errno: did you mean ENOMEM?")]
    [InlineData("QueryFw=Ok", "--fail QueryFw=Ok: 'Ok' is not an errno")]
    [InlineData("QueryFw#0", "--fail QueryFw#0: '#0' is not a count: #1 is the first time that the step is reached")]
    public void What_cannot_fail_is_refused_with_the_way_out(string fault, string message)
    {
        ProgramRun run = ProgramRun.Of("load", "--fail", fault);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message, run.Errors, StringComparison.Ordinal);
        Assert.EndsWith("Try --help.\n", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_has_one_or_two_ports()
    {
        ProgramRun run = ProgramRun.Of("load", "--ports", "3");

        Assert.Equal((2, "--ports is 1 or 2: a ConnectX-3 has no other number of ports.\nTry --help.\n"), (run.ExitCode, run.Errors));
    }

    [Theory]
    [InlineData("QueryFw", Errno.EIO)]
    [InlineData("QueryFw=ENOMEM", Errno.ENOMEM)]
    [InlineData("QueryFw=enomem", Errno.ENOMEM)]
    [InlineData("QueryFw=12", Errno.ENOMEM)]
    [InlineData("QueryFw=-12", Errno.ENOMEM)]
    public void The_error_is_a_name_or_a_number(string fault, Errno error)
    {
        ProgramRun run = ProgramRun.Of("load", "--fail", fault);

        Assert.Equal($"ret {-(int)error}", run.Lines[^2]);
    }

    /// <summary>Whether the load can do without a step, or without the stage that it is a part of, wherever that is.</summary>
    private static bool IsOptional(string step)
    {
        string[] names = step.Split('.');
        DriverPipelines.Pipeline pipeline = DriverPipelines.All.Single(candidate => candidate.Name == names[0]);
        return pipeline.Stages.Single(stage => stage.Name == names[1]).Optional
            || pipeline.NestedIn.Count > 0 && pipeline.NestedIn.All(nesting => IsOptional($"{nesting.Pipeline}.{nesting.Stage}"));
    }

    private static ProgramRun Load(string options, params string[] others) =>
        ProgramRun.Of(["load", "--json", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. others]);

    /// <summary>The events of pipelines among the lines.</summary>
    private static IEnumerable<JsonElement> Events(ProgramRun run) =>
        run.Lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line)).Where(line => line.TryGetProperty("order", out _));
}
