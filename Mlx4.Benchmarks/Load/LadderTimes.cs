using BenchmarkDotNet.Attributes;

namespace Mlx4.Benchmarks.Load;

/// <summary>What BenchmarkDotNet runs.</summary>
#pragma warning disable CA1515 // BenchmarkDotNet asks for a public class.
public class LadderTimes
#pragma warning restore CA1515
{
    private const int Loads = 64;

    private static readonly Scenario[] Scenarios = [new(new Shape(20, Variant.Plain), Outcome.Success), new(new Shape(20, Variant.Plain), Outcome.MiddleFails)];

    private static readonly LadderAssembly Code = LadderAssembly.Compile(Scenarios[0].Shape);

    private Action<int> _run = static _ => { };

    /// <summary>The names of the scenarios.</summary>
    public static IEnumerable<string> Races => Scenarios.Select(scenario => scenario.Name);

    /// <summary>The names of the contenders.</summary>
    public static IEnumerable<string> Contenders => Code.Peers.Select(peer => peer.Name);

    /// <summary>The scenario.</summary>
    [ParamsSource(nameof(Races))]
    public string Race { get; set; } = "";

    /// <summary>The contender.</summary>
    [ParamsSource(nameof(Contenders))]
    public string Contender { get; set; } = "";

    /// <summary>Loads the code anew.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        Scenario scenario = Scenarios.First(scenario => scenario.Name == Race);
        Ladder ladder = Code.Load(Code.Peers.Where(peer => peer.Name == Contender)).Single();
        ladder.Prepare(scenario.Failing, scenario.Throws, isTraced: false);
        _run = ladder.Run;
        Measuring.Race.WarmUp([_run]);
    }

    /// <summary>Loads (and unloads).</summary>
    [Benchmark(OperationsPerInvoke = Loads)]
    public void Load() => _run(Loads);
}
