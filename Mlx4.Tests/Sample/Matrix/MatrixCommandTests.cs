using System.Text.Json;
using Mlx4.Sample.Matrix;
using Mlx4.Tests.Sample.Commands;
using Mlx4.Tests.Sample.Driver.Slave;

namespace Mlx4.Tests.Sample.Matrix;

/// <summary>The command <c>matrix</c>.</summary>
public sealed class MatrixCommandTests
{
    private static readonly Scenario Plain = ScenarioSet.All[0];

    private static readonly Scenario Slave = MatrixSettings.Find("load --function vf --vfs 2 --low-memory").Single();

    [Fact]
    public void Two_scenarios_have_no_violation()
    {
        (int exitCode, string output, string progress) = Run(new MatrixSettings { Scenarios = [Plain, Slave], Quick = true, Jobs = 2 });

        Assert.Contains("| violations ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("violation:", output, StringComparison.Ordinal);
        Assert.Contains("1 in 32; of scenarios of full size 1 in 512", output, StringComparison.Ordinal);
        Assert.Contains("100 %: ", progress, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void A_leak_is_told_in_full()
    {
        (int exitCode, string output, _) = Run(new MatrixSettings { Scenarios = [Plain], Fault = "RegisterDevice#1", Jobs = 1 }, Leaky);

        Assert.Equal(1, exitCode);
        Assert.Contains(
            """
            violation: load --low-memory
              fault:     Mlx4Device.RegisterDevice#1=EDOM in LoadOne/RegisterDevice
              when:      first attempt
              expected:  nothing held that was not before
              found:     host still holds seed 0x1 (the test)
              reproduce: matrix --scenario "load --low-memory" --fault "Mlx4Device.RegisterDevice#1=EDOM in LoadOne/RegisterDevice"

            """,
            output,
            StringComparison.Ordinal);
        Assert.Contains("  fault:     none\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Machines_read_the_same_as_JSON()
    {
        (int exitCode, string output, _) = Run(new MatrixSettings { Scenarios = [Plain], Fault = "RegisterDevice#1", Jobs = 1 }, Leaky, json: true);

        using JsonDocument result = JsonDocument.Parse(output);
        Assert.Equal(1, exitCode);
        Assert.Equal(1, result.RootElement.GetProperty("scenarios").GetInt32());
        Assert.Equal(1, result.RootElement.GetProperty("run").GetProperty("stage refused").GetInt32());
        Assert.Contains(
            result.RootElement.GetProperty("violations").EnumerateArray(),
            violation => violation.GetProperty("found").GetString() == "host still holds seed 0x1 (the test)");
    }

    [Fact]
    public void A_violation_can_be_reproduced_by_its_text()
    {
        const string Fault = "MAP_FA#1=BAD_PARAM in LoadOne/InitFw/LoadFw/MapFa";
        var run = ProgramRun.Of("matrix", "--scenario", "load --low-memory", "--fault", Fault, "--json");

        using JsonDocument result = JsonDocument.Parse(run.Output);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("""{"command refused":1}""", JsonSerializer.Serialize(result.RootElement.GetProperty("run")));
    }

    [Fact]
    public void The_scenarios_can_be_listed()
    {
        var run = ProgramRun.Of("matrix", "--list", "--scenario", "--refuse-sriov");

        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Output.TrimEnd().Split('\n'), line => Assert.Contains("--refuse-sriov", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--scenario --ports 3: there is no such scenario. The option --list lists them.", "--scenario", "--ports 3")]
    [InlineData("--jobs is 1 or more.", "--jobs", "0")]
    [InlineData("--fault LAUNCH: none of the scenarios has such a fault point. Leave --fault out to run them all.", "--scenario", "load --low-memory", "--fault", "LAUNCH")]
    public void What_makes_no_sense_is_refused(string message, params string[] options)
    {
        var run = ProgramRun.Of(["matrix", .. options]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output, string Progress) Run(
        MatrixSettings settings, Func<Scenario, MatrixMachine>? make = null, bool json = false)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter progress = new() { NewLine = "\n" };
        int exitCode = MatrixCommand.Run(settings, make ?? (scenario => new MatrixMachine(scenario)), json, output, progress);
        return (exitCode, output.ToString().ReplaceLineEndings("\n"), progress.ToString());
    }

    /// <summary>A machine that holds something more once its card's doorbells have been rung.</summary>
    private static MatrixMachine Leaky(Scenario scenario)
    {
        bool hasLeaked = false;
        MatrixMachine? machine = null;
        machine = new MatrixMachine(scenario, function => new ServedFunction(function, Leak));
        return machine;

        void Leak()
        {
            if (!hasLeaked)
            {
                hasLeaked = true;
                machine!.Host.Ledger.Take("seed", 1, "the test");
            }
        }
    }
}
