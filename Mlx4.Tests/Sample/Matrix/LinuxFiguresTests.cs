using System.Runtime.CompilerServices;
using Mlx4.Tests.Sample.Traces;

namespace Mlx4.Tests.Sample.Matrix;

/// <summary>The figures of Linux's driver in <c>docs/matrix.md</c> and the README are those of the recorded traces, and this driver's those of the same faults.</summary>
public sealed class LinuxFiguresTests
{
    private static readonly string[] Scenarios = ["pf", "pf-msix-busy", "master", "vf"];

    public static TheoryData<string> Names => [.. Scenarios];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_scenario_has_its_row(string name) => Assert.Contains($"| Linux, `{name}` {LinuxFigures.Count(name).Row}", Page());

    [Fact]
    public void All_scenarios_have_a_row_together() => Assert.Contains($"| Linux, together {LinuxFigures.Count(Scenarios).Row}", Page());

    /// <summary>That none of them leaves anything is what the tests of the traces see to.</summary>
    [Fact]
    public void The_same_faults_are_as_many_as_are_compared() => Assert.Contains($"| this driver, the same faults {Ours.Row}", Page());

    [Fact]
    public void The_README_has_the_same_figures()
    {
        string[] lines = Lines("README.md");

        Assert.Contains($"| Linux 6.1, recorded in four scenarios {LinuxFigures.Count(Scenarios).ShortRow}", lines);
        Assert.Contains($"| this driver, those of the same faults that it can meet {Ours.ShortRow}", lines);
    }

    private static LinuxFigures Ours => new(LinuxTraceTests.RecordedFaults.Count, 0, 0, 0, 0, 0, 0, 0);

    private static string[] Page() => Lines("docs/matrix.md");

    private static string[] Lines(string document, [CallerFilePath] string file = "") =>
        File.ReadAllLines(Path.Combine(Path.GetDirectoryName(file)!, "../../..", document));
}
