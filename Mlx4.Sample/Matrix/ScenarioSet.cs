using Mlx4.Sample.Commands;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Hca;

namespace Mlx4.Sample.Matrix;

/// <summary>
/// The scenarios: few of all that are possible, so chosen that whichever three options are looked at, every possible combination of their
/// values occurs, and with it every pair.
/// </summary>
internal static class ScenarioSet
{
    /// <summary>How many options are combined with each other in every possible way.</summary>
    public const int Strength = 3;

    /// <summary>The values of each option. The first of each is preferred where the coverage leaves a choice.</summary>
    private static readonly object[][] Values =
    [
        [FunctionMode.Single, FunctionMode.Master, FunctionMode.Slave],
        [2, 1],
        [InterruptKind.MsiX, InterruptKind.Pin, InterruptKind.TestFails],
        [4, 1, 2, 8],
        [false, true],
        [false, true],
        [(VirtualFunctionNumbers)Scenario.FewVfs, (VirtualFunctionNumbers)new ConnectX3Options().VirtualFunctions, new VirtualFunctionNumbers(0, Scenario.FewVfs)],
        [SriovKind.Granted, SriovKind.Existing, SriovKind.Fewer, SriovKind.Refused],
        [true, false],
        [false, true],
    ];

    /// <summary>Every possible scenario.</summary>
    public static IReadOnlyList<Scenario> Possible { get; } = [.. Combinations().Select(Make).Where(static scenario => scenario.Impossible is null)];

    /// <summary>Those that cover all combinations, the default ones first; the same in every run.</summary>
    public static IReadOnlyList<Scenario> All { get; } = Cover();

    /// <summary>The combinations of values of <see cref="Strength"/> options that a scenario has, each as a text.</summary>
    public static IEnumerable<string> CombinationsOf(Scenario scenario)
    {
        object[] values = Take(scenario);
        for (int first = 0; first < values.Length; first++)
        {
            for (int second = first + 1; second < values.Length; second++)
            {
                for (int third = second + 1; third < values.Length; third++)
                {
                    yield return $"{first}={values[first]} {second}={values[second]} {third}={values[third]}";
                }
            }
        }
    }

    /// <summary>Takes the scenario that covers the most of what is not covered yet, until all is.</summary>
    private static List<Scenario> Cover()
    {
        Dictionary<string, int> numbers = [];
        int[][] covers = [.. Possible.Select(scenario => CombinationsOf(scenario).Select(Number).ToArray())];
        bool[] isCovered = new bool[numbers.Count];
        List<Scenario> chosen = [];
        for (int left = numbers.Count; left > 0;)
        {
            int best = 0;
            int most = 0;
            for (int i = 0; i < covers.Length; i++)
            {
                int count = covers[i].Count(combination => !isCovered[combination]);
                if (count > most)
                {
                    (best, most) = (i, count);
                }
            }
            foreach (int combination in covers[best])
            {
                isCovered[combination] = true;
            }
            left -= most;
            chosen.Add(Possible[best]);
        }
        return chosen;

        int Number(string combination)
        {
            if (!numbers.TryGetValue(combination, out int number))
            {
                numbers.Add(combination, number = numbers.Count);
            }
            return number;
        }
    }

    private static IEnumerable<object[]> Combinations() =>
        Values.Aggregate<object[], IEnumerable<object[]>>([[]], static (all, values) => all.SelectMany(some => values.Select(value => (object[])[.. some, value])));

    private static Scenario Make(object[] values) => new(
        (FunctionMode)values[0],
        (int)values[1],
        (InterruptKind)values[2],
        (int)values[3],
        (bool)values[4],
        (bool)values[5],
        (VirtualFunctionNumbers)values[6],
        (SriovKind)values[7],
        (bool)values[8],
        (bool)values[9]);

    private static object[] Take(Scenario scenario) =>
    [
        scenario.Function, scenario.Ports, scenario.Interrupts, scenario.Cpus, scenario.SysEqs, scenario.FlowSteering, scenario.WantedVfs,
        scenario.Sriov, scenario.LowMemory, scenario.Restart,
    ];
}
