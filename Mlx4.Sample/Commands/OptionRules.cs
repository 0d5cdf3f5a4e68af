using System.CommandLine;
using System.CommandLine.Parsing;

namespace Mlx4.Sample.Commands;

/// <summary>Rules about the values of several options.</summary>
internal static class OptionRules
{
    /// <summary>Adds a rule, which looks at values that could be read.</summary>
    public static void AddRule(this Command command, Action<CommandResult> rule) => command.Validators.Add(line =>
    {
        try
        {
            rule(line);
        }
        catch (InvalidOperationException)
        {
            // A value is missing or could not be read. The parser says so itself, and shells ask for what may stand there.
        }
    });
}
