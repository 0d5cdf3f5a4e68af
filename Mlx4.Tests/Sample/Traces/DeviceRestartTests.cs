using Mlx4.Sample.Commands;

namespace Mlx4.Tests.Sample.Traces;

/// <summary>
/// Restarts, which are not among the recorded scenarios. The calls are those of the recorded unload, as far as it concerns the device, and then
/// those of the recorded load, with what fails in it.
/// </summary>
public sealed class DeviceRestartTests
{
    private const string Probe = "> mlx4_load_one";
    private const string Unload = "> mlx4_unload_one";
    private const string EndCatas = "mlx4_catas_end()";
    private const string SaveState = "pci_save_state()";
    private const string BecomesSlave = "mlx4_cmd_init(slave)";

    /// <summary>
    /// What is not done for virtual functions that have stayed, and are to stay: <c>mlx4_enable_sriov</c> has nothing to do in a restart but to make
    /// a list, they are not enabled nor disabled, and nobody is kept from loading.
    /// </summary>
    private static readonly string[] NotInRestart =
        ["> mlx4_enable_sriov", "pci_enable_sriov(4)", "pci_disable_sriov()", "atomic_inc(pf_loading)", "atomic_dec(pf_loading)"];

    private static readonly Dictionary<string, LoadSettings> Settings = new()
    {
        ["pf"] = new LoadSettings { Restart = true },
        ["master"] = new LoadSettings { Restart = true, VirtualFunctions = 4 },
        ["vf"] = new LoadSettings { Restart = true, Function = LoadedFunction.Virtual, VirtualFunctions = 1 },
    };

    private static readonly Dictionary<string, RecordedScenario> Scenarios = Settings.Keys.ToDictionary(name => name, name => RecordedScenario.Read(name));

    private static readonly Dictionary<string, CallTrace> Regular = Scenarios.ToDictionary(scenario => scenario.Key, scenario => Expectation.Of(scenario.Value));

    public static TheoryData<string> Names => [.. Settings.Keys];

    /// <summary>The calls of a restart that can fail. One that makes a slave of a physical function needs another one that is its master.</summary>
    public static TheoryData<string, string> Faults
    {
        get
        {
            TheoryData<string, string> faults = [];
            foreach ((string name, RecordedScenario scenario) in Scenarios)
            {
                List<string> calls = [.. Restarted(name, Regular[name]).Load];
                foreach ((string fault, RecordedFault recorded) in scenario.Faults.Where(fault => calls.Contains(fault.Value.Call)))
                {
                    if (!LinuxTraceTests.CannotFail.Contains(recorded.Call) && (name == "vf" || !Expectation.Of(scenario, recorded).Load.Contains(BecomesSlave)))
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
    public void Without_a_fault_the_device_is_unloaded_and_loaded(string name) =>
        Assert.Equal(Restarted(name, Regular[name]).ToString(), TraceRun.Of(Settings[name]).ToString());

    [Theory]
    [MemberData(nameof(Faults))]
    public void With_a_fault_the_calls_are_those_of_the_recorded_load(string name, string fault)
    {
        RecordedFault recorded = Scenarios[name].Faults[fault];
        CallTrace expected = Restarted(name, Expectation.Of(Scenarios[name], recorded));

        CallTrace ours = TraceRun.Of(Settings[name] with { Faults = TraceRun.Faults([.. recorded.Options]) });

        Assert.Equal(expected.ToString(), ours.Only(line => LinuxTraceTests.LinuxHas(name, line)).ToString());
    }

    /// <summary>The function itself stays enabled; a restart that fails is followed by the removal of a device that is not loaded.</summary>
    private static CallTrace Restarted(string name, CallTrace load)
    {
        string last = name == "vf" ? "mlx4_cmd_cleanup(ALL)" : "writel(owner=0)";
        IReadOnlyList<string> unload = Regular[name].Unload;
        IEnumerable<string> down = unload.Take(unload.ToList().IndexOf(last) + 1).SkipWhile(static line => line != Unload);
        IEnumerable<string> up = load.Load.SkipWhile(static line => line != Probe).TakeWhile(static line => line is not (SaveState or EndCatas));
        return load with
        {
            Load = [.. down, .. up.Where(static line => !NotInRestart.Contains(line))],
            Unload = load.Result == 0 ? load.Unload : [.. unload.TakeWhile(static line => line != Unload), .. unload.SkipWhile(static line => line != EndCatas)],
        };
    }
}
