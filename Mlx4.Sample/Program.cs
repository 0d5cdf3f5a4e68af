using System.CommandLine;
using Mlx4.Sample.Commands;

namespace Mlx4.Sample;

internal static class Program
{
    private static int Main(string[] arguments) => Run(arguments, Console.Out, Console.Error);

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="output">Takes what is printed.</param>
    /// <param name="errors">Takes what is wrong with the arguments.</param>
    /// <returns>The exit code: see <see cref="ExitCode"/>.</returns>
    public static int Run(string[] arguments, TextWriter output, TextWriter errors)
    {
        ParseResult line = CommandLine.Create(output, errors).Parse(arguments);
        if (line.Errors.Count > 0)
        {
            foreach (string message in line.Errors.Select(error => error.Message).Distinct())
            {
                errors.WriteLine(message);
            }
            errors.WriteLine("Try --help.");
            return ExitCode.Usage;
        }
        return line.Invoke(new InvocationConfiguration { Output = output, Error = errors });
    }
}
