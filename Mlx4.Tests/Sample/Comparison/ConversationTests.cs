using System.Runtime.CompilerServices;
using Mlx4.Sample.Commands;
using Mlx4.Tests.Sample.Commands;

namespace Mlx4.Tests.Sample.Comparison;

/// <summary>The driver gives the commands that Linux's has given under <c>linux/test</c>, but for what the documentation explains.</summary>
public sealed class ConversationTests
{
    [Theory]
    [InlineData("core", 128, 128)]
    [InlineData("no-msix", 126, 126, "--no-msix")]
    [InlineData("functions", 502, 495, "--vfs", "2")]
    public void The_driver_gives_the_commands_of_Linux(string scenario, int linux, int here, params string[] options)
    {
        ProgramRun run = ProgramRun.Of(["compare", Recorded(scenario), "--explained", Page(), "--cpus", "1", .. options]);

        Assert.Equal("", run.Errors);
        Assert.Matches($"^{linux} commands of Linux, {here} here: [0-9]+ differences, all explained\n$", run.Output);
        Assert.Equal(ExitCode.Success, run.ExitCode);
    }

    [Fact]
    public void A_difference_that_is_not_explained_is_told_and_fails()
    {
        ProgramRun run = ProgramRun.Of("compare", Recorded("core"), "--explained", Page(), "--cpus", "1", "--ports", "1");

        Assert.Contains("- CLOSE_PORT 0x2", run.Lines);
        Assert.Contains("explained, and not there: CLOSE_PORT 0x1, elsewhere", run.Lines);
        Assert.Equal(ExitCode.Failure, run.ExitCode);
    }

    [Fact]
    public void Without_a_page_nothing_is_explained()
    {
        ProgramRun run = ProgramRun.Of("compare", Recorded("core"), "--cpus", "1");

        Assert.Contains("UNMAP_ICM at 0xc0000000, pages: 64, here 2", run.Lines);
        Assert.Equal("128 commands of Linux, 128 here: 39 differences, 39 not explained", run.Lines[^1]);
        Assert.Equal(ExitCode.Failure, run.ExitCode);
    }

    [Fact]
    public void It_refuses_what_is_no_log()
    {
        ProgramRun run = ProgramRun.Of("compare", Page());

        Assert.StartsWith(
            $"compare {Page()}: This is no line of a log of firmware commands: # What the drivers say to the card", run.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
    }

    private static string Recorded(string scenario, [CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, $"{scenario}.log");

    private static string Page([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/linux-conversation.md");
}
