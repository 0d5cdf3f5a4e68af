using System.CommandLine;
using System.CommandLine.Completions;
using Mlx4.Diagrams;
using Mlx4.Generators.Parsing;
using Mlx4.Sample.Driver;

namespace Mlx4.Sample.Commands;

/// <summary>The command <c>stages</c> and its options.</summary>
internal static class StagesLine
{
    private const string Table = "table";
    private const string Svg = "svg";

    /// <summary>The formats, by their names.</summary>
    private static readonly Dictionary<string, Action<IReadOnlyList<DriverPipelines.Pipeline>, TextWriter>> Formats = new()
    {
        [Table] = StagesTable.Write,
        ["json"] = StagesJson.Write,
        ["mermaid"] = static (pipelines, output) => output.Write(DriverDrawings.Of(pipelines).ToMermaid()),
        [Svg] = static (pipelines, output) => output.Write(DriverDrawings.Of(pipelines)[0].ToSvg()),
        ["html"] = static (pipelines, output) => output.Write(
            DriverDrawings.Of(pipelines, FunctionVariant.ByLoading()).ToHtml(pipelines.Count == 1 ? pipelines[0].Name : "The pipelines of mlx4")),
    };

    public static Command Create(TextWriter output, TextWriter errors)
    {
        Option<string> format = new("--format")
        {
            Description = "How they are written: html is a page on which every stage can be made to fail, svg an image of one pipeline, mermaid a flowchart.",
            DefaultValueFactory = _ => Table,
        };
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
        pipeline.CompletionSources.Add(static _ => DriverPipelines.All.Select(static known => new CompletionItem(known.Name)));

        Command stages = new("stages", "Lists the pipelines: order, stage, condition, and the cleanup or the reason why there is none.") { format, file, pipeline };
        stages.AddRule(line =>
        {
            if (line.GetValue(format) == Svg && line.GetValue(pipeline) is null)
            {
                line.AddError("--format svg: an image shows one pipeline. Give --pipeline NAME.");
            }
        });
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
