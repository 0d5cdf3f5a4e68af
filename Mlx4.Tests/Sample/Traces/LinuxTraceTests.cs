using System.Runtime.CompilerServices;
using Mlx4.Sample.Commands;

namespace Mlx4.Tests.Sample.Traces;

/// <summary>The driver makes the calls that Linux's makes, in its order, whatever fails.</summary>
public sealed class LinuxTraceTests
{
    /// <summary>The scenarios: the card that each is recorded on, and what fails in it from the start.</summary>
    private static readonly Dictionary<string, LoadSettings> Settings = new()
    {
        ["pf"] = new LoadSettings(),
        ["pf-msix-busy"] = new LoadSettings { Faults = TraceRun.Faults("mlx4_NOP=-16") },
        ["master"] = new LoadSettings { VirtualFunctions = 4 },
        ["vf"] = new LoadSettings { Function = LoadedFunction.Virtual, VirtualFunctions = 1 },
    };

    /// <summary>Calls that the port makes and that nothing outside of the driver could let fail, or that undo something. Linux goes on after them.</summary>
    internal static readonly string[] CannotFail = ["mlx4_bitmap_alloc(counters)", "pci_save_state()", "mlx4_crdump_init()", "mlx4_UNMAP_FA()"];

    private static readonly Dictionary<string, RecordedScenario> Scenarios = Settings.Keys.ToDictionary(name => name, name => RecordedScenario.Read(name));

    private static readonly Dictionary<string, CallTrace> Regular = Settings.ToDictionary(scenario => scenario.Key, scenario => TraceRun.Of(scenario.Value));

    /// <summary>All calls that are expected in a scenario, whatever fails.</summary>
    private static readonly Dictionary<string, HashSet<string>> Called = Scenarios.ToDictionary(
        scenario => scenario.Key,
        scenario => scenario.Value.Faults.Values.Select(fault => Expectation.Of(scenario.Value, fault)).Prepend(Expectation.Of(scenario.Value))
            .SelectMany(trace => trace.Load.Concat(trace.Unload)).Select(line => RecordedScenario.Split(line).Call).ToHashSet());

    public static TheoryData<string> Names => [.. Settings.Keys];

    public static TheoryData<string, string> RecordedFaults
    {
        get
        {
            TheoryData<string, string> faults = [];
            foreach ((string name, RecordedScenario scenario) in Scenarios)
            {
                foreach ((string fault, RecordedFault recorded) in scenario.Faults)
                {
                    if (IsInThePort(name, recorded))
                    {
                        faults.Add(name, fault);
                    }
                }
            }
            return faults;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_a_fault_the_calls_are_those_of_Linux(string name) =>
        AssertSame(name, Expectation.Of(Scenarios[name]), Regular[name]);

    [Theory]
    [MemberData(nameof(RecordedFaults))]
    public void With_a_fault_the_calls_are_those_of_Linux(string name, string fault)
    {
        RecordedFault recorded = Scenarios[name].Faults[fault];
        CallTrace ours = TraceRun.Of(Settings[name] with { Faults = [.. Settings[name].Faults, .. TraceRun.Faults([.. recorded.Options])] });

        AssertSame(name, Expectation.Of(Scenarios[name], recorded), ours);
    }

    [Fact]
    public void Every_deviation_occurs()
    {
        List<(string? Call, Deviation Deviation)> occurred = [.. Scenarios.Values.SelectMany(scenario =>
            scenario.Faults.Values.Prepend(null).SelectMany(fault => Expectation.Deviate(scenario, fault)
                .Where(step => step.After.ToString() != step.Before.ToString()).Select(step => (fault?.Call, step.Deviation))))];

        Assert.All(Deviation.Everywhere, deviation => Assert.Contains(occurred, step => step.Deviation == deviation));
        Assert.All(Deviation.AtFaults, fault => Assert.All(fault.Value, deviation => Assert.Contains((fault.Key, deviation), occurred)));
    }

    [Fact]
    public void Every_deviation_has_its_row_in_the_documentation()
    {
        IEnumerable<string> rows = DocumentedDeviations().Order(StringComparer.Ordinal);

        Assert.Equal(Deviation.All.Select(deviation => deviation.Name).Order(StringComparer.Ordinal), rows);
    }

    /// <summary>The first column of the table of deviations.</summary>
    private static IEnumerable<string> DocumentedDeviations([CallerFilePath] string file = "")
    {
        string page = Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/linux-conformance.md");
        return File.ReadLines(page)
            .SkipWhile(line => line != "## Deviations").Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2)
            .Select(line => line.Split('|')[1].Trim());
    }

    /// <summary>Whether the port makes the call in the scenario.</summary>
    private static bool IsInThePort(string name, RecordedFault fault) =>
        Regular[name].Load.Any(line => RecordedScenario.Split(line).Call == fault.Call) && !CannotFail.Contains(fault.Call);

    private static void AssertSame(string name, CallTrace expected, CallTrace ours)
    {
        Assert.Equal(expected.ToString(), ours.Only(line => LinuxHas(name, line)).ToString());
        Assert.Equal("ledger: empty", ours.Ledger);
    }

    /// <summary>Whether a call is expected anywhere in the scenario.</summary>
    internal static bool LinuxHas(string name, string line) => Called[name].Contains(RecordedScenario.Split(line).Call);
}
