using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Mlx4.Sample.Matrix;

/// <summary>Shows how far a matrix is: a bar on a terminal, elsewhere a line for every tenth of it.</summary>
internal static class MatrixProgress
{
    private const int Steps = 10;

    /// <summary>Runs a matrix.</summary>
    /// <param name="runner">The matrix.</param>
    /// <param name="errors">Where the progress is shown, so that it does not mix with the output.</param>
    public static MatrixResult Run(MatrixRunner runner, TextWriter errors) =>
        errors == Console.Error && !Console.IsErrorRedirected ? RunWithBar(runner, errors) : RunWithLines(runner, errors);

    private static MatrixResult RunWithBar(MatrixRunner runner, TextWriter errors)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(errors) });
        return console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(context =>
        {
            ProgressTask task = context.AddTask("fault points");
            return runner.Run((done, of) =>
            {
                task.MaxValue = of;
                task.Value = done;
            });
        });
    }

    private static MatrixResult RunWithLines(MatrixRunner runner, TextWriter errors)
    {
        long start = Stopwatch.GetTimestamp();
        int told = 0;
        return runner.Run((done, of) =>
        {
            int step = of == 0 ? Steps : (int)((long)done * Steps / of);
            if (step > told)
            {
                told = step;
                errors.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{step * 100 / Steps,3} %: {done} of {of} fault points, {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s"));
            }
        });
    }
}
