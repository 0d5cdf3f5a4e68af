using System.Globalization;
using Mlx4.Sample.Hca.Commands;

namespace Mlx4.Sample.Comparison;

/// <summary>What of a command does not depend on where things lie in the host's memory.</summary>
/// <param name="Subject">The command and what it is about: two conversations are matched by it.</param>
/// <param name="Fields">Everything else that it says.</param>
internal sealed record ComparableCommand(string Subject, IReadOnlyList<(string Name, string Value)> Fields)
{
    /// <summary>The size of an entry of MAP_FA, MAP_ICM_AUX and MAP_ICM: where the card sees it, and where it lies in the host's memory.</summary>
    private const int EntrySize = 16;
    private const int MostEntries = Command.MailboxSize / EntrySize;

    /// <summary>An entry's address in the host's memory is that of a page: the low bits are the logarithm of the number of pages.</summary>
    private const uint LogPages = 0xfff;

    public static ComparableCommand Of(LoggedCommand command)
    {
        List<(string, string)> fields = [];
        string subject = command.Name;
        switch (command.Name)
        {
            case "MAP_FA" or "MAP_ICM_AUX" or "MAP_ICM":
                // How many entries it takes depends on how the pages lie: each begins at a multiple of its size.
                subject = command.Name == "MAP_ICM" ? Invariant($"{subject} at 0x{CardAddress(command):x}") : subject;
                fields.Add(("pages", Invariant($"{Pages(command)}")));
                break;
            case "UNMAP_ICM":
                subject = Invariant($"{subject} at 0x{command.InputParameter:x}");
                fields.Add(("pages", Invariant($"{command.InputModifier}")));
                break;
            case "GEN_EQE":
                // The event that ends a slave's command is about its token.
                subject = Invariant($"{subject} 0x{command.InputModifier:x} {command.Word(0):x} {command.Word(4):x}");
                break;
            default:
                subject = Invariant($"{subject} 0x{command.InputModifier:x}");
                AddInput(command, fields);
                break;
        }
        fields.Add(("opcode modifier", Invariant($"{command.Modifier}")));
        fields.Add(("by event", command.ByEvent ? "1" : "0"));
        fields.Add(("status", command.Status));
        return new ComparableCommand(subject, fields);
    }

    /// <summary>The value of a field; one that is not there is 0, as a word of a mailbox is.</summary>
    public string this[string field] => Fields.FirstOrDefault(known => known.Name == field).Value ?? "0";

    /// <summary>The words of the mailbox, whose address says nothing, or the immediate value.</summary>
    private static void AddInput(LoggedCommand command, List<(string, string)> fields)
    {
        if (command.Input is null)
        {
            fields.Add(("input", Invariant($"{command.InputParameter:x}")));
            return;
        }
        fields.Add(("mailboxes", "1"));
        fields.AddRange(command.Input.OrderBy(word => word.Key).Select(word => (Invariant($"{word.Key:x}"), Invariant($"{word.Value:x}"))));
    }

    private static ulong CardAddress(LoggedCommand command) => ((ulong)command.Word(0) << 32) | command.Word(4);

    private static ulong Pages(LoggedCommand command)
    {
        ulong pages = 0;
        for (int entry = 0; entry < Math.Min(command.InputModifier, MostEntries); entry++)
        {
            pages += 1UL << (int)(command.Word((entry * EntrySize) + 12) & LogPages);
        }
        return pages;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
