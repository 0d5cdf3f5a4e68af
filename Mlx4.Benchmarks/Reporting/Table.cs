using System.Text;

namespace Mlx4.Benchmarks.Reporting;

/// <summary>A table in Markdown, padded so that it reads as well on a terminal.</summary>
/// <param name="columns">The heads; those of figures stand on the right.</param>
internal sealed class Table(params (string Head, Align Align)[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row with a cell for each column.</summary>
    public void Add(params string[] cells)
    {
        if (cells.Length != columns.Length)
        {
            throw new ArgumentException($"The table has {columns.Length} columns, the row {cells.Length} cells.", nameof(cells));
        }
        _rows.Add([.. cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))]);
    }

    /// <summary>The lines of the table.</summary>
    public override string ToString()
    {
        int[] widths = [.. columns.Select((column, index) => _rows.Select(row => row[index].Length).Append(column.Head.Length).Append("---:".Length).Max())];
        StringBuilder text = new();
        AppendRow(text, widths, [.. columns.Select(column => column.Head)]);
        AppendRow(text, widths, [.. columns.Select((column, index) => Rule(column.Align, widths[index]))]);
        foreach (string[] row in _rows)
        {
            AppendRow(text, widths, row);
        }
        return text.ToString();
    }

    private static string Rule(Align align, int width) => align == Align.Right ? new string('-', width - 1) + ":" : new string('-', width);

    private void AppendRow(StringBuilder text, int[] widths, string[] cells)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            text.Append("| ").Append(columns[i].Align == Align.Right ? cells[i].PadLeft(widths[i]) : cells[i].PadRight(widths[i])).Append(' ');
        }
        text.Append("|\n");
    }
}
