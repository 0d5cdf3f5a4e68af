namespace Mlx4.Tests.Documentation;

/// <summary>A row of one of the tables of docs/commands.md.</summary>
/// <param name="Cells">Its cells, from left to right.</param>
internal sealed record CommandRow(IReadOnlyList<string> Cells)
{
    private const int CellsOfCommand = 8;
    private const int CellsOfOther = 3;

    /// <summary>The commands that the card has.</summary>
    public static IReadOnlyList<CommandRow> Commands { get; } = Read(CellsOfCommand);

    /// <summary>The commands that it does not have.</summary>
    public static IReadOnlyList<CommandRow> Others { get; } = Read(CellsOfOther);

    public string Number => Cells[0];

    public string Name => Cells[1].Trim('`');

    public string Modifiers => Cells[2];

    public string OurDriver => Cells[5];

    public string Linux => Cells[6];

    public string Test => Cells[7].Trim('`');

    private static CommandRow[] Read(int cells) =>
    [
        .. File.ReadLines(Path.Combine(Example.Root, "docs", "commands.md"))
            .Where(line => line.StartsWith("| 0x", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .Where(row => row.Length == cells)
            .Select(row => new CommandRow(row)),
    ];
}
