using Spectre.Console;

namespace Mlx4.Sample.Commands;

/// <summary>A bar with the remaining time, on the terminal that takes what is told beside the output.</summary>
internal static class TerminalProgress
{
    /// <summary>Whether there is such a terminal.</summary>
    public static bool Has(TextWriter errors) => errors == Console.Error && !Console.IsErrorRedirected;

    /// <summary>Runs some work. The bar goes away with its end.</summary>
    /// <param name="errors">Where the bar is shown; without a terminal there is none.</param>
    /// <param name="what">What is counted.</param>
    /// <param name="work">The work, which tells how much of how much is done.</param>
    public static T Run<T>(TextWriter errors, string what, Func<Action<double, double>, T> work)
    {
        if (!Has(errors))
        {
            return work(static (_, _) => { });
        }
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(errors) });
        return console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(what);
                return work((done, of) =>
                {
                    task.MaxValue = of;
                    task.Value = done;
                });
            });
    }
}
