namespace Mlx4.Sample.Matrix;

/// <summary>What to run of the matrix.</summary>
internal sealed record MatrixSettings
{
    /// <summary>One in so many of the fault points of a scenario of full size, whose loads take ten times as long as those with little memory.</summary>
    private const int FullSizeShare = 16;

    /// <summary>One in so many of what is run otherwise.</summary>
    private const int QuickShare = 32;

    /// <summary>The scenarios.</summary>
    public IReadOnlyList<Scenario> Scenarios { get; init; } = ScenarioSet.All;

    /// <summary>What a fault point's text must contain; the empty text for a share of all.</summary>
    public string Fault { get; init; } = "";

    /// <summary>How many threads run it.</summary>
    public int Jobs { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether a share is enough.</summary>
    public bool Quick { get; init; }

    /// <summary>The file that a report is written to, <see langword="null"/> for none.</summary>
    public string? Report { get; init; }

    /// <summary>The command line, for the report.</summary>
    public string CommandLine { get; init; } = "";

    /// <summary>How much is run, in words.</summary>
    public string Share => Fault.Length > 0
        ? "those asked for"
        : $"1 in {Shares(lowMemory: true)}; of scenarios of full size 1 in {Shares(lowMemory: false)}".Replace("1 in 1;", "all;", StringComparison.Ordinal);

    /// <summary>Whether a fault point is run: the same ones in every run. One that is asked for by its text always is.</summary>
    public bool Takes(Scenario scenario, FaultPoint fault) => Fault.Length == 0
        ? Hash($"{scenario} {fault}") % (uint)Shares(scenario.LowMemory) == 0
        : fault.ToString() is { } text && (text == Fault || !IsFull(Fault) && text.Contains(Fault, StringComparison.OrdinalIgnoreCase));

    /// <summary>The scenarios that a text names: the one whose text it is, or those of the matrix that contain it.</summary>
    public static IReadOnlyList<Scenario> Find(string text)
    {
        List<Scenario> exact = [.. ScenarioSet.Possible.Where(scenario => scenario.ToString() == text)];
        return exact.Count > 0 ? exact : [.. ScenarioSet.All.Where(scenario => scenario.ToString().Contains(text, StringComparison.Ordinal))];
    }

    /// <summary>Of how many fault points one is run.</summary>
    private int Shares(bool lowMemory) => (lowMemory ? 1 : FullSizeShare) * (Quick ? QuickShare : 1);

    /// <summary>Whether it is the full text of a fault point, as violations are printed with.</summary>
    private static bool IsFull(string fault) => fault.Contains(" in ", StringComparison.Ordinal);

    /// <summary>FNV-1a, 32 bits, with a last mixing step: its low bits alone are not even.</summary>
    private static uint Hash(string text)
    {
        uint hash = 2166136261;
        foreach (char character in text)
        {
            hash = (hash ^ character) * 16777619;
        }
        return hash ^ hash >> 15;
    }
}
