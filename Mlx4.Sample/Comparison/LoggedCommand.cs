using System.Globalization;
using System.Text.RegularExpressions;

namespace Mlx4.Sample.Comparison;

/// <summary>A line of a log of <c>serve</c>, read.</summary>
/// <param name="Name">The command, as the log names it.</param>
/// <param name="InputParameter">The bus address of the input mailbox, or an immediate value.</param>
/// <param name="InputModifier">The input modifier.</param>
/// <param name="Modifier">The opcode modifier.</param>
/// <param name="ByEvent">Whether the host was told of its end by an event.</param>
/// <param name="Input">The words of the input mailbox that are not zero, by their offset; <see langword="null"/> if there is none.</param>
/// <param name="Status">How it ended.</param>
internal sealed partial record LoggedCommand(
    string Name, ulong InputParameter, uint InputModifier, uint Modifier, bool ByEvent, IReadOnlyDictionary<int, uint>? Input, string Status)
{
    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is no line of such a log.</exception>
    public static LoggedCommand Parse(string line)
    {
        Match match = Line().Match(line);
        if (!match.Success)
        {
            throw new FormatException($"This is no line of a log of firmware commands: {line}");
        }
        Group input = match.Groups["input"];
        return new LoggedCommand(
            match.Groups["name"].Value,
            ulong.Parse(match.Groups["in"].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            Hex(match.Groups["mod"].Value),
            uint.Parse(match.Groups["op"].Value, CultureInfo.InvariantCulture),
            match.Groups["event"].Success,
            input.Success ? Words(input.Value) : null,
            match.Groups["status"].Value);
    }

    /// <summary>A word of the input mailbox.</summary>
    public uint Word(int offset) => Input?.GetValueOrDefault(offset) ?? 0;

    private static Dictionary<int, uint> Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word.Split('=')).ToDictionary(word => (int)Hex(word[0]), word => Hex(word[1]));

    private static uint Hex(string text) => uint.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?<name>\S+) in=0x(?<in>[0-9a-f]{1,16}) mod=0x(?<mod>[0-9a-f]{1,8}) op=(?<op>\d{1,2}) (?<event>event )?"
        + @"(\[(?<input>(?:[0-9a-f]{1,3}=[0-9a-f]{1,8} ?)*)\] )?-> (?<status>\S+)$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
