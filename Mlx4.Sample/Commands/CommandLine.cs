using System.CommandLine;
using System.CommandLine.Help;

namespace Mlx4.Sample.Commands;

/// <summary>The commands and their options.</summary>
internal static class CommandLine
{
    public static RootCommand Create(TextWriter output, TextWriter errors)
    {
        RootCommand root = new("A ConnectX-3 and its driver: without a command, brings up a two-port card, shows what came up, and takes it down again.")
        {
            LoadLine.Create(output, errors),
            StagesLine.Create(output, errors),
            ServeLine.Create(output, errors),
            CompareLine.Create(output, errors),
            MatrixLine.Create(output, errors),
            CompletionLine.Create(output),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        root.SetAction(_ => LoadCommand.Run(new LoadSettings(), output, errors));
        return root;
    }
}
