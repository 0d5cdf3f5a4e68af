using Spectre.Console;

namespace Mlx4.Sample.Commands;

/// <summary>Where tables and coloured lines are written.</summary>
internal static class Terminal
{
    /// <summary>Wide enough for every line and table, so that nothing is folded in a file.</summary>
    private const int FileWidth = 240;

    /// <summary>A console on the terminal; on anything else, one that writes plain text and folds nothing.</summary>
    public static IAnsiConsole Open(TextWriter output)
    {
        bool isTerminal = output == Console.Out && !Console.IsOutputRedirected;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        if (!isTerminal)
        {
            console.Profile.Width = FileWidth;
            console.Profile.Capabilities.Unicode = false;
        }
        return console;
    }
}
