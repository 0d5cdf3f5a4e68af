using System.CommandLine;

namespace Mlx4.Sample.Commands;

/// <summary>The commands and their options.</summary>
internal static class CommandLine
{
    public static RootCommand Create(TextWriter output, TextWriter errors)
    {
        RootCommand root = new("A ConnectX-3 and its driver: without a command, brings up a two-port card, shows what came up, and takes it down again.")
        {
            CreateLoad(output, errors),
            CreateStages(output),
            ServeLine.Create(output, errors),
        };
        root.SetAction(_ => LoadCommand.Run(new LoadSettings(), output, errors));
        return root;
    }

    private static Command CreateLoad(TextWriter output, TextWriter errors)
    {
        Option<int> ports = CardOptions.Ports();
        Option<bool> noMsiX = CardOptions.NoMsiX();
        Option<StepFault[]> fail = new("--fail")
        {
            Description = "Refuses a step, the N-th time that it is reached (default the first), with an error (default EIO). Repeatable. "
                + "The command stages lists the steps; PIPELINE.STEP is one of several of the same name.",
            HelpName = "STEP[#N][=ERRNO]",
            DefaultValueFactory = _ => [],
            CustomParser = result => FaultText.ParseAll<StepFault>(result, StepFault.TryParse),
        };
        Option<bool> json = new("--json") { Description = "Prints one event a line, as JSON." };
        Option<int> depth = new("--depth")
        {
            Description = $"How many levels of nested pipelines are shown: 0 is the probe alone, {LoadSettings.DeepestPipeline} is everything.",
            DefaultValueFactory = _ => LoadSettings.DefaultDepth,
        };
        depth.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > LoadSettings.DeepestPipeline)
            {
                result.AddError($"--depth is 0 to {LoadSettings.DeepestPipeline}.");
            }
        });

        Command load = new("load", "Loads the driver and unloads it again.") { ports, noMsiX, fail, json, depth };
        load.SetAction(line => LoadCommand.Run(
            new LoadSettings
            {
                Ports = line.GetValue(ports),
                MsiX = !line.GetValue(noMsiX),
                Faults = line.GetValue(fail) ?? [],
                Json = line.GetValue(json),
                Depth = line.GetValue(depth),
            },
            output,
            errors));
        return load;
    }

    private static Command CreateStages(TextWriter output)
    {
        Command stages = new("stages", "Lists the pipelines: order, stage, condition, and the cleanup or the reason why there is none.");
        stages.SetAction(_ => StagesCommand.Run(output));
        return stages;
    }
}
