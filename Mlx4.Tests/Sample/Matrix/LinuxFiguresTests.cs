using System.Runtime.CompilerServices;
using Mlx4.Tests.Sample.Traces;

namespace Mlx4.Tests.Sample.Matrix;

/// <summary>The figures of Linux's driver in <c>docs/matrix.md</c> are those of the recorded traces, and this driver's those of the same faults.</summary>
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
    public void The_same_faults_are_as_many_as_are_compared() =>
        Assert.Contains($"| this driver, the same faults {new LinuxFigures(LinuxTraceTests.RecordedFaults.Count, 0, 0, 0, 0, 0, 0, 0).Row}", Page());

    private static string[] Page([CallerFilePath] string file = "") =>
        File.ReadAllLines(Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/matrix.md"));
}
