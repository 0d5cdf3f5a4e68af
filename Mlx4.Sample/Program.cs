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
        ParseResult line;
        try
        {
            line = CommandLine.Create(output, errors).Parse(arguments);
        }
        catch (InvalidOperationException unreadable)
        {
            // Whoever looks at the value of an option that could not be read gets the reason as an exception.
            return Refuse([unreadable.Message], errors);
        }
        return line.Errors.Count > 0
            ? Refuse(line.Errors.Select(error => error.Message).Distinct(), errors)
            : line.Invoke(new InvocationConfiguration { Output = output, Error = errors });
    }

    private static int Refuse(IEnumerable<string> messages, TextWriter errors)
    {
        foreach (string message in messages)
        {
            errors.WriteLine(message);
        }
        errors.WriteLine("Try --help.");
        return ExitCode.Usage;
    }
}
