using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;

namespace Mlx4.Sample.Commands;

/// <summary>The help of a command, with examples below it; that of the program has the exit codes as well.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    /// <summary>What can be tried, by command. Each runs as it stands, where its files are there.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Examples { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        ["load"] =
        [
            "load --fail QueryAdapter",
            "load --fail QueryAdapter --report failed.html",
            "load --vfs 4 --ports 1",
            "load --function vf --vfs 2 --json",
            "load --trace linux --fail 'mlx4_NOP(msix)=EBUSY'",
        ],
        ["stages"] = ["stages", "stages --pipeline HcaStart", "stages --format html --output stages.html"],
        ["serve"] = ["serve --socket /tmp/card.sock --once", "serve --socket /tmp/card.sock --vfs 2 --log commands.log --fail INIT_HCA=BAD_PARAM"],
        ["compare"] = ["compare commands.log --explained docs/linux-conversation.md"],
        ["matrix"] = ["matrix --quick --report faults.html", "matrix --list", "matrix --scenario 'load --low-memory' --fault MAP_FA"],
        ["completion"] = ["completion bash > ~/.local/share/bash-completion/completions/Mlx4.Sample"],
    };

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int result = help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        Command command = parseResult.CommandResult.Command;
        IReadOnlyList<string> examples = command is RootCommand
            ? [.. Examples.Where(static pair => pair.Key != "completion").Select(static pair => pair.Value[0])]
            : Examples.GetValueOrDefault(command.Name) ?? [];
        output.WriteLine("Examples:");
        foreach (string example in examples)
        {
            output.WriteLine($"  Mlx4.Sample {example}");
        }
        output.WriteLine();
        if (command is RootCommand)
        {
            output.WriteLine("Exit codes:");
            foreach ((int code, string meaning) in ExitCode.All)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {code,3}  {meaning}"));
            }
            output.WriteLine();
        }
        return result;
    }
}
