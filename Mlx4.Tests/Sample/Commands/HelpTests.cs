using System.CommandLine;
using System.Text.RegularExpressions;
using Mlx4.Sample.Commands;

namespace Mlx4.Tests.Sample.Commands;

/// <summary>What the program says of itself.</summary>
public sealed partial class HelpTests
{
    public static TheoryData<string> Commands => [.. CommandLine.Create(TextWriter.Null, TextWriter.Null).Subcommands.Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Each_command_has_examples_that_the_command_line_takes(string command)
    {
        ProgramRun run = ProgramRun.Of(command, "--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        List<string> examples = [.. run.Lines.SkipWhile(line => line != "Examples:").Skip(1)];
        Assert.NotEmpty(examples);
        RootCommand root = CommandLine.Create(TextWriter.Null, TextWriter.Null);
        Assert.All(examples, example =>
        {
            Assert.StartsWith($"  Mlx4.Sample {command}", example, StringComparison.Ordinal);
            Assert.Empty(root.Parse([.. Words().Matches(example.Split(" > ")[0]).Skip(1).Select(word => word.Value.Trim('\''))]).Errors);
        });
    }

    [Fact]
    public void The_program_lists_its_exit_codes()
    {
        ProgramRun run = ProgramRun.Of("--help");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["0", "1", "2", "130", "143"], run.Lines.SkipWhile(line => line != "Exit codes:").Skip(1).Select(line => line.Trim().Split(' ')[0]));
    }

    [Fact]
    public void The_page_has_the_same_exit_codes()
    {
        string[] page = File.ReadAllLines(Path.Combine(Documentation.Example.Root, "docs/cli.md"));

        Assert.All(ExitCode.All, code => Assert.Contains($"| {code.Code} | {code.Meaning} |", page));
    }

    [Fact]
    public void It_knows_its_version() => Assert.Matches(@"^\d+\.\d+\.\d+", ProgramRun.Of("--version").Output);

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Words();
}
