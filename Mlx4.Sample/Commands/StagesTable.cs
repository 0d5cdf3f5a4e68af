using System.Globalization;
using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Spectre.Console;

namespace Mlx4.Sample.Commands;

/// <summary>Pipelines as tables for people.</summary>
internal static class StagesTable
{
    private static readonly string[] Heads = ["order", "stage", "runs", "undone by, or why not"];

    public static void Write(IReadOnlyList<DriverPipelines.Pipeline> pipelines, TextWriter output) => Write(pipelines, Terminal.Open(output));

    /// <summary>Writes tables; a terminal that is too narrow for them gets each stage on lines of its own.</summary>
    public static void Write(IReadOnlyList<DriverPipelines.Pipeline> pipelines, IAnsiConsole console)
    {
        List<(string Title, List<string[]> Rows)> tables = [.. pipelines.Select(static pipeline => (TitleOf(pipeline), pipeline.Stages.Select(Cells).ToList()))];
        bool fits = tables.All(table => WidthOf(table.Rows) <= console.Profile.Width);
        foreach ((string title, List<string[]> rows) in tables)
        {
            console.Write(new Text(title, new Style(decoration: Decoration.Bold)));
            console.WriteLine();
            if (fits)
            {
                console.Write(TableOf(rows, console.Profile.Capabilities.Unicode ? TableBorder.Simple : TableBorder.Markdown));
            }
            else
            {
                WriteList(rows, console);
            }
            console.WriteLine();
        }
    }

    private static string TitleOf(DriverPipelines.Pipeline pipeline) => pipeline.NestedIn.Count == 0
        ? pipeline.Name
        : $"{pipeline.Name} (in {string.Join(", ", pipeline.NestedIn.Select(static nesting => $"{nesting.Pipeline}.{nesting.Stage}").Distinct())})";

    private static string[] Cells(StageInfo stage) =>
        [stage.Order.ToString(CultureInfo.InvariantCulture), stage.Name, string.Join("; ", Conditions(stage)), Undoing(stage)];

    /// <summary>With a space and a line on either side of each column.</summary>
    private static int WidthOf(IEnumerable<string[]> rows) =>
        Enumerable.Range(0, Heads.Length).Sum(column => rows.Append(Heads).Max(row => row[column].Length) + 3) + 1;

    private static Table TableOf(IEnumerable<string[]> rows, TableBorder border)
    {
        Table table = new Table().Border(border).AddColumn(new TableColumn(Heads[0]).RightAligned());
        table.AddColumns(Heads[1..]);
        foreach (string[] row in rows)
        {
            table.AddRow(row.Select(static cell => new Text(cell)));
        }
        return table;
    }

    private static void WriteList(IEnumerable<string[]> rows, IAnsiConsole console)
    {
        foreach (string[] row in rows)
        {
            Terminal.WriteLine(console, $"{row[0],6} ", row[1], Style.Plain);
            foreach (string line in row[2..].Where(static line => line.Length > 0))
            {
                Terminal.WriteLine(console, "         ", line, Style.Plain);
            }
        }
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
