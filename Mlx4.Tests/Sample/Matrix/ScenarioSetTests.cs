using Mlx4.Sample.Driver;
using Mlx4.Sample.Matrix;
using Mlx4.Sample.Pci;
using Mlx4.Tests.Sample.Commands;

namespace Mlx4.Tests.Sample.Matrix;

/// <summary>The scenarios and fault points of the matrix.</summary>
public sealed class ScenarioSetTests
{
    [Fact]
    public void Every_possible_combination_of_three_options_occurs()
    {
        HashSet<string> covered = [.. ScenarioSet.All.SelectMany(ScenarioSet.CombinationsOf)];

        Assert.All(ScenarioSet.Possible, scenario => Assert.Subset(covered, ScenarioSet.CombinationsOf(scenario).ToHashSet()));
    }

    [Fact]
    public void There_are_at_least_sixty_and_none_twice()
    {
        Assert.InRange(ScenarioSet.All.Count, 60, 100);
        Assert.Equal(ScenarioSet.All.Count, ScenarioSet.All.Select(scenario => scenario.ToString()).Distinct().Count());
    }

    [Fact]
    public void What_cannot_be_is_left_out()
    {
        Assert.All(ScenarioSet.All, scenario => Assert.Null(scenario.Impossible));
        Assert.DoesNotContain(ScenarioSet.All, scenario =>
            scenario is { Function: FunctionMode.Slave, Interrupts: not InterruptKind.MsiX } or { Function: FunctionMode.Single, Sriov: not SriovKind.Granted });
    }

    [Fact]
    public void A_scenario_is_named_by_the_options_that_are_not_the_default()
    {
        Assert.Equal("load --low-memory", ScenarioSet.All[0].ToString());
        Assert.Equal(
            "load --function vf --vfs 63 --existing-vfs 62 --ports 1 --cpus 8 --sys-eqs --flow-steering --restart",
            new Scenario(FunctionMode.Slave, 1, InterruptKind.MsiX, 8, true, true, 63, SriovKind.Fewer, false, true).ToString());
    }

    [Fact]
    public void The_name_of_a_scenario_is_a_command_line_that_loads() => Assert.All(ScenarioSet.All, scenario =>
    {
        var run = ProgramRun.Of([.. scenario.ToString().Split(' '), "--depth", "0"]);

        Assert.Equal((0, "", "ledger: empty"), (run.ExitCode, run.Errors, run.Lines[^1]));
    });

    [Fact]
    public void Every_call_of_the_host_is_refused() =>
        Assert.Equal(Enum.GetValues<HostCall>().Order(), FaultRecorder.HostCalls.Order());
}
