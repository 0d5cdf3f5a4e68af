using System.Xml.Linq;

namespace Mlx4.Tests.Sample.Commands;

/// <summary><c>load --report</c>: a page of one file with everything that happened.</summary>
public sealed class LoadReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlx4-").FullName;

    private string File => Path.Combine(_folder, "load.html");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("--fail QueryAdapter")]
    [InlineData("--function vf --vfs 2")]
    [InlineData("--vfs 2 --json")]
    [InlineData("--restart --fail InitHca=ENOMEM")]
    [InlineData("--trace linux --no-msix")]
    [InlineData("--not-primary")]
    public void Whatever_the_load_is_the_page_is_whole_and_refers_to_nothing(string options)
    {
        string[] arguments = ["load", "--report", File, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        int exitCode = ProgramRun.Of(arguments).ExitCode;

        HtmlReport page = HtmlReport.Read(File);
        page.AssertStandsAlone();
        Assert.Equal(exitCode, options.Contains("--fail", StringComparison.Ordinal) ? 1 : 0);
        Assert.Equal("nothing", Assert.Single(page.Table("ledger").Select(row => row[^1]).Distinct()));
        Assert.Contains(page.Table("ledger"), row => row[0] == "DMA memory" && row[2].EndsWith("MiB", StringComparison.Ordinal));
        Assert.NotEmpty(page.Of("command"));
    }

    [Fact]
    public void A_failure_is_marked_and_what_follows_it_is_the_unwinding_in_reverse()
    {
        Assert.Equal(1, ProgramRun.Of("load", "--fail", "QueryAdapter", "--report", File).ExitCode);
        HtmlReport page = HtmlReport.Read(File);

        Assert.Contains("QueryAdapter EIO", page.WithId("failed").Value, StringComparison.Ordinal);
        Assert.Contains("It failed at LoadOne/InitHca/AdapterQuery/QueryAdapter: EIO.", Assert.Single(page.Of("outcome")).Value, StringComparison.Ordinal);
        XElement unwinding = page.WithId("unwinding");
        Assert.Equal(
            ["UnmapBlueFlame", "FreeMailbox", "UnmapInternalClock", "CloseHca"],
            HtmlReport.Of(unwinding, "undo").Where(row => row.Name == "summary" || row.Name == "div").Select(row => row.Descendants("code").First().Value).Take(4));
        Assert.DoesNotContain("Unload", page.Headings);
    }

    [Fact]
    public void A_success_shows_the_device_and_its_unload_and_reads_mailboxes()
    {
        Assert.Equal(0, ProgramRun.Of("load", "--report", File).ExitCode);
        HtmlReport page = HtmlReport.Read(File);

        Assert.Equal(["The device", "Load", "Unload", "What was held"], page.Headings);
        Assert.Contains("MT_1090120019", Assert.Single(page.Of("device")).Value, StringComparison.Ordinal);
        Assert.Contains(page.Of("command"), command => command.Value.StartsWith("INIT_HCA 0x007", StringComparison.Ordinal) && command.Value.Contains("QP table2^", StringComparison.Ordinal));
        Assert.Contains(page.Of("command"), command => command.Value.StartsWith("SW2HW_EQ", StringComparison.Ordinal) && command.Value.Contains("vector", StringComparison.Ordinal));
        Assert.Contains(page.Of("command"), command => command.Value.StartsWith("MAP_ICM", StringComparison.Ordinal) && command.Value.Contains("ICM address0x", StringComparison.Ordinal));
        Assert.True(new FileInfo(File).Length < 2 << 20, "The items of a loop are put together.");
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_refused_before_anything_runs()
    {
        string missing = Path.Combine(_folder, "no", "load.html");
        ProgramRun run = ProgramRun.Of("load", "--report", missing);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"--report {missing}: ", run.Errors, StringComparison.Ordinal);
        Assert.EndsWith(" Give a file that can be written.\n", run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.TrimEnd('\n').Split('\n'));
    }
}
