using Mlx4.Sample.Commands;
using Mlx4.Sample.Driver;
using Spectre.Console;

namespace Mlx4.Tests.Sample.Commands;

/// <summary>On a narrow terminal no table is folded and no word is cut.</summary>
public sealed class NarrowTerminalTests
{
    private const int Width = 60;

    [Fact]
    public void Stages_are_listed_below_each_other()
    {
        string[] lines = Write(console => StagesTable.Write(DriverPipelines.All, console));

        Assert.All(lines, line => Assert.True(line.Length <= Width, line));
        Assert.Contains("    30 EnableDevice", lines);
        Assert.Contains("         DisableDevice", lines);
        Assert.DoesNotContain(lines, line => line.Contains('|', StringComparison.Ordinal));
        HashSet<string> words = [.. DriverPipelines.All.SelectMany(pipeline => pipeline.Stages).Select(stage => stage.Name)];
        Assert.All(words, word => Assert.Contains(lines, line => line.TrimEnd().EndsWith($" {word}", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_long_line_goes_on_below_its_beginning()
    {
        string[] lines = Write(console => Terminal.WriteLine(console, "[   1.000] warn  ", "there are fewer virtual functions than are wanted, and the load goes on", Style.Plain));

        Assert.Equal(
            ["[   1.000] warn  there are fewer virtual functions than are", "                 wanted, and the load goes on"],
            lines.Select(line => line.TrimEnd()));
    }

    private static string[] Write(Action<IAnsiConsole> write)
    {
        using StringWriter output = new() { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = Width;
        write(console);
        return output.ToString().TrimEnd('\n').Split('\n');
    }
}
