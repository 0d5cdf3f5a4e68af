using Spectre.Console;

namespace Mlx4.Sample.Commands;

/// <summary>Where tables and coloured lines are written.</summary>
internal static class Terminal
{
    /// <summary>Wide enough for every line and table, so that nothing is folded in a file.</summary>
    private const int FileWidth = 240;

    /// <summary>Whether it is the output, and that a terminal.</summary>
    public static bool IsTerminal(TextWriter output) => output == Console.Out && !Console.IsOutputRedirected;

    /// <summary>A console on the terminal; on anything else, one that writes plain text and folds nothing.</summary>
    public static IAnsiConsole Open(TextWriter output)
    {
        bool isTerminal = IsTerminal(output);
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

    /// <summary>Writes a line; what is too long for the terminal goes on below its beginning, and words stay whole where they can.</summary>
    /// <param name="console">The console.</param>
    /// <param name="indent">What stands before the text, or where it goes on.</param>
    /// <param name="text">The text.</param>
    /// <param name="style">The style of both.</param>
    public static void WriteLine(IAnsiConsole console, string indent, string text, Style style)
    {
        if (indent.Length + text.Length <= console.Profile.Width || 2 * indent.Length > console.Profile.Width)
        {
            console.Write(new Text(indent + text, style));
            console.WriteLine();
            return;
        }
        Grid grid = new Grid()
            .AddColumn(new GridColumn().Width(indent.Length).NoWrap().Padding(0, 0, 0, 0))
            .AddColumn(new GridColumn().Padding(0, 0, 0, 0));
        console.Write(grid.AddRow(new Text(indent, style), new Text(text, style)));
    }
}
