using System.Diagnostics;
using System.Globalization;
using Mlx4.Sample.Commands;

namespace Mlx4.Sample.Matrix;

/// <summary>Shows how far a matrix is: a bar on a terminal, elsewhere a line for every tenth of it.</summary>
internal static class MatrixProgress
{
    private const int Steps = 10;

    /// <summary>Runs a matrix.</summary>
    /// <param name="runner">The matrix.</param>
    /// <param name="errors">Where the progress is shown, so that it does not mix with the output.</param>
    public static MatrixResult Run(MatrixRunner runner, TextWriter errors) => TerminalProgress.Has(errors)
        ? TerminalProgress.Run(errors, "faults", progress => runner.Run((done, of) => progress(done, of)))
        : RunWithLines(runner, errors);

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
