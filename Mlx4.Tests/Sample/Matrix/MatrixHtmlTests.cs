using Mlx4.Sample.Matrix;
using Mlx4.Tests.Sample.Commands;
using Mlx4.Tests.Sample.Traces;

namespace Mlx4.Tests.Sample.Matrix;

/// <summary><c>matrix --report</c>: the faults by stage and by scenario, violations in full, and Linux's figures.</summary>
public sealed class MatrixHtmlTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlx4-").FullName;

    private string File => Path.Combine(_folder, "matrix.html");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_page_counts_what_was_run()
    {
        ProgramRun run = ProgramRun.Of("matrix", "--scenario", "load --low-memory", "--fault", "INIT_HCA", "--report", File, "--json");
        Assert.Equal(0, run.ExitCode);
        HtmlReport page = HtmlReport.Read(File);

        page.AssertStandsAlone();
        Assert.Equal(["Linux's ladder, and this one", "By stage", "By scenario"], page.Headings);
        IReadOnlyList<string> stage = Assert.Single(page.Table("grid"), row => row[0] == "Mlx4Device.InitHca");
        IReadOnlyList<string> scenario = Assert.Single(page.Table("grid"), row => row[0] == "load --low-memory");
        Assert.Equal(["·", "11", "1", "·", "·", "0"], stage.Skip(1));
        Assert.Equal(stage.Skip(1), scenario.Skip(1));
        Assert.Contains(page.Table("grid"), row => row[0] == "this driver, this run" && row.Skip(1).SequenceEqual(["12", "0", "0", "0", "0"]));
    }

    [Fact]
    public void A_violation_is_there_in_full()
    {
        Scenario scenario = ScenarioSet.All[0];
        MatrixResult result = new(
            1, [new MatrixCell(scenario, "Mlx4Device.InitHca", "stage refused", 3, 2, 1)], [new Violation(scenario, null, "first attempt", "nothing held", "<EQ> 0x1")], TimeSpan.Zero, false);
        System.IO.File.WriteAllText(File, MatrixHtml.Of(new MatrixSettings(), result));
        HtmlReport page = HtmlReport.Read(File);

        page.AssertStandsAlone();
        Assert.Contains("<EQ> 0x1", Assert.Single(page.Of("violation")).Value, StringComparison.Ordinal);
        Assert.Contains($"matrix --scenario \"{scenario}\"", Assert.Single(page.Of("violation")).Value, StringComparison.Ordinal);
        Assert.Contains("1 violation", Assert.Single(page.Of("outcome")).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_refused_before_anything_runs()
    {
        ProgramRun run = ProgramRun.Of("matrix", "--report", _folder);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"--report {_folder}: ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_figures_of_Linux_are_those_of_the_recorded_calls()
    {
        LinuxRecord linux = LinuxRecord.Linux;
        LinuxFigures counted = LinuxFigures.Count("pf", "pf-msix-busy", "master", "vf");

        Assert.Equal(
            (counted.Faults, counted.Leaks, counted.DoubleReleases, counted.BogusSuccesses, counted.Endless),
            (linux.Faults, linux.Leaks, linux.DoubleReleases, linux.FalseSuccesses, linux.Endless));
        Assert.Equal(LinuxTraceTests.RecordedFaults.Count, LinuxRecord.SameFaults.Faults);
    }
}
