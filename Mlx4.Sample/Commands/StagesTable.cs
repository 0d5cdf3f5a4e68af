using System.Globalization;
using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Spectre.Console;

namespace Mlx4.Sample.Commands;

/// <summary>Pipelines as tables for people.</summary>
internal static class StagesTable
{
    public static void Write(IReadOnlyList<DriverPipelines.Pipeline> pipelines, TextWriter output)
    {
        IAnsiConsole console = Terminal.Open(output);
        foreach (DriverPipelines.Pipeline pipeline in pipelines)
        {
            string nesting = pipeline.NestedIn.Count == 0 ? "" : $" (in {string.Join(", ", pipeline.NestedIn.Select(nesting => $"{nesting.Pipeline}.{nesting.Stage}").Distinct())})";
            console.Write(new Text(pipeline.Name + nesting, new Style(decoration: Decoration.Bold)));
            console.WriteLine();
            console.Write(TableOf(pipeline.Stages, console.Profile.Capabilities.Unicode ? TableBorder.Simple : TableBorder.Markdown));
            console.WriteLine();
        }
    }

    private static Table TableOf(IReadOnlyList<StageInfo> stages, TableBorder border)
    {
        Table table = new Table().Border(border)
            .AddColumn(new TableColumn("order").RightAligned()).AddColumn("stage").AddColumn("runs").AddColumn("undone by, or why not");
        foreach (StageInfo stage in stages)
        {
            table.AddRow(
                new Text(stage.Order.ToString(CultureInfo.InvariantCulture)),
                new Text(stage.Name),
                new Text(string.Join("; ", Conditions(stage))),
                new Text(Undoing(stage)));
        }
        return table;
    }

    private static string Undoing(StageInfo stage) =>
        stage.Cleanup is null ? $"- {stage.NoCleanup}"
        : stage.Transient ? $"{stage.Cleanup}, at the end of the load"
        : stage.CleanupAt is not null ? $"{stage.Cleanup}, just before {stage.CleanupAt} is undone"
        : stage.Cleanup;

    private static IEnumerable<string> Conditions(StageInfo stage)
    {
        if (stage.ForEach is not null)
        {
            yield return $"for each of {stage.ForEach}";
        }
        if (stage.When is not null)
        {
            yield return $"when {stage.When}";
        }
        if (stage.Optional)
        {
            yield return "the load can do without";
        }
        if (stage.RestartOn is not null)
        {
            yield return $"at {stage.RestartOn} again from {stage.RestartFrom}";
        }
    }
}
