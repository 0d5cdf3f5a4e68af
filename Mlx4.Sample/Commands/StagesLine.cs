using System.CommandLine;
using Mlx4.Generators.Parsing;
using Mlx4.Sample.Driver;

namespace Mlx4.Sample.Commands;

/// <summary>The command <c>stages</c> and its options.</summary>
internal static class StagesLine
{
    private const string Table = "table";

    /// <summary>The formats, by their names.</summary>
    private static readonly Dictionary<string, Action<IReadOnlyList<DriverPipelines.Pipeline>, TextWriter>> Formats = new()
    {
        [Table] = StagesTable.Write,
        ["json"] = StagesJson.Write,
        ["mermaid"] = StagesMermaid.Write,
    };

    public static Command Create(TextWriter output, TextWriter errors)
    {
        Option<string> format = new("--format") { Description = "How they are written.", DefaultValueFactory = _ => Table };
        format.AcceptOnlyFromAmong([.. Formats.Keys]);
        Option<string?> file = new("--output") { Description = "Writes to a file.", HelpName = "FILE" };
        Option<string?> pipeline = new("--pipeline") { Description = "One pipeline alone.", HelpName = "NAME" };
        pipeline.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name && !Named(name).Any())
            {
                string? closest = Spelling.Closest(name, DriverPipelines.All.Select(known => known.Name));
                result.AddError($"--pipeline {name}: there is no such pipeline{(closest is null ? "; the command stages lists them" : $": did you mean {closest}?")}");
            }
        });

        Command stages = new("stages", "Lists the pipelines: order, stage, condition, and the cleanup or the reason why there is none.") { format, file, pipeline };
        stages.SetAction(line => StagesCommand.Run(
            [.. line.GetValue(pipeline) is { } name ? Named(name) : DriverPipelines.All],
            Formats[line.GetRequiredValue(format)],
            line.GetValue(file),
            output,
            errors));
        return stages;
    }

    private static IEnumerable<DriverPipelines.Pipeline> Named(string name) => DriverPipelines.All.Where(pipeline => pipeline.Name == name);
}
