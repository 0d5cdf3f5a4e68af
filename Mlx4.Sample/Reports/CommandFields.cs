using System.Globalization;
using Mlx4.Sample.Comparison;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Events;

namespace Mlx4.Sample.Reports;

/// <summary>Reads what is in the input of firmware commands, one after the other: what ACCESS_MEM copies is in several of them.</summary>
internal sealed class CommandFields
{
    /// <summary>What a report shows in places of their own.</summary>
    private static readonly string[] Elsewhere = ["opcode modifier", "by event", "status", "mailboxes"];

    /// <summary>The name of the field that says what ACCESS_MEM copies.</summary>
    public const string Copied = "copies";

    private readonly CopiedMemory _copied = new();

    /// <summary>The fields of a command's input, by name; words that have no name by their offset in the mailbox.</summary>
    public IReadOnlyList<(string Name, string Value)> Of(in ExecutedCommand command) => command switch
    {
        { Opcode: Opcode.InitHca, Input: { } input } => OfInitHca(new HcaParameters(BytesOf(input))),
        { Opcode: Opcode.Sw2HwEq, Input: { } input } => OfEventQueue(new EventQueueContext(BytesOf(input))),
        { Opcode: Opcode.AccessMem, Input: not null } => OfCopy(Read(command)),
        { Opcode: Opcode.MapEq } => [("events", Text($"0x{command.InputParameter:x}"))],
        _ => [.. Subject(command), .. Words(ComparableCommand.Of(LoggedCommand.Parse(command.ToString())))],
    };

    private static IReadOnlyList<(string Name, string Value)> OfCopy(ComparableCommand copy) => [(Copied, copy.Subject), .. Words(copy)];

    private ComparableCommand Read(in ExecutedCommand command) => _copied.Read(LoggedCommand.Parse(command.ToString()));

    /// <summary>Where in the card's address space pages are mapped, which the comparison has in the subject of a command.</summary>
    private static IEnumerable<(string Name, string Value)> Subject(in ExecutedCommand command)
    {
        string subject = ComparableCommand.Of(LoggedCommand.Parse(command.ToString())).Subject;
        int at = subject.IndexOf(" at ", StringComparison.Ordinal);
        return at < 0 ? [] : [("ICM address", subject[(at + 4)..])];
    }

    private static IEnumerable<(string Name, string Value)> Words(ComparableCommand command) => command.Fields
        .Where(static field => !Elsewhere.Contains(field.Name) && field.Value != "0")
        .Select(static field => field.Name switch
        {
            "input" => ("input", $"0x{field.Value}"),
            "pages" => field,
            _ => ($"word 0x{field.Name}", $"0x{field.Value}"),
        });

    private static List<(string Name, string Value)> OfInitHca(HcaParameters parameters) =>
    [
        ("QP table", Table(parameters.Qpc)),
        ("SRQ table", Table(parameters.Srqc)),
        ("CQ table", Table(parameters.Cqc)),
        ("EQ table", Table(parameters.Eqc)),
        ("RDMA reads", Table(parameters.Rdmarc)),
        ("MPT table", Table(parameters.Dmpt)),
        ("MTT table", Text($"0x{parameters.Mtt:x}")),
        ("cMPT tables", Text($"0x{parameters.Cmpt:x}")),
        ("QP auxiliaries", Text($"0x{parameters.Auxc:x}")),
        ("QP alternatives", Text($"0x{parameters.Altc:x}")),
        (parameters.Steering.IsDeviceManaged ? "flow rules" : "multicast groups", Text($"2^{parameters.Steering.Log} at 0x{parameters.Steering.Base:x}, of {1 << parameters.Steering.LogEntry} bytes")),
        ("UARs", Text($"2^{parameters.LogUars}, pages of {1 << parameters.UarPageShift} bytes")),
        ("EQE, CQE", Text($"{parameters.EqeStride} and {parameters.CqeStride} bytes")),
    ];

    private static List<(string Name, string Value)> OfEventQueue(EventQueueContext context) =>
    [
        ("entries", Text($"2^{context.LogEntries}")),
        ("vector", Text($"{context.Vector}")),
        ("pages of", Text($"{1L << context.LogPageSize} bytes")),
        ("translations at", Text($"0x{context.MttOffset:x}")),
        ("armed", context.IsArmed ? "yes" : "no"),
        ("ignores overrun", context.IgnoresOverrun ? "yes" : "no"),
    ];

    private static string Table(HcaParameters.Table table) => Text($"2^{table.Log} at 0x{table.Base:x}");

    /// <summary>The mailbox again.</summary>
    private static byte[] BytesOf(MailboxCopy input)
    {
        byte[] bytes = new byte[Command.MailboxSize];
        foreach ((int offset, uint value) in input.Words)
        {
            bytes.AsSpan().Put32(offset, value);
        }
        return bytes;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
