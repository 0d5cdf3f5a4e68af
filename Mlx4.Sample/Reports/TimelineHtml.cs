using System.Text;
using Mlx4.Sample.Hca.Commands;

using static Mlx4.Sample.Reports.HtmlPage;

namespace Mlx4.Sample.Reports;

/// <summary>Timelines as nested lists, whose entries unfold.</summary>
/// <param name="whole">How long everything took in real time: the width of the bars' column.</param>
/// <param name="unwinding">The end of a load that failed.</param>
internal sealed class TimelineHtml(TimeSpan whole, Unwinding? unwinding)
{
    private readonly CommandFields _fields = new();

    /// <summary>The entries, without those that are part of the unwinding.</summary>
    public string Of(IEnumerable<TimelineEntry> entries)
    {
        StringBuilder html = new();
        html.Append(Head);
        Append(html, entries, 0, showsUnwinding: false);
        return html.Append("</div>\n").ToString();
    }

    /// <summary>The unwinding.</summary>
    public string OfUnwinding()
    {
        StringBuilder html = new();
        html.Append(Head);
        Append(html, unwinding!.Cleanups, 0, showsUnwinding: true);
        return html.Append("</div>\n").ToString();
    }

    /// <summary>The heads of the columns.</summary>
    private const string Head =
        "<div class=\"timeline\">\n<div class=\"row head\"><span></span><span class=\"order\">order</span><span>what</span><span class=\"track\"></span><span class=\"at\">at</span><span class=\"took\">took</span></div>\n";

    private void Append(StringBuilder html, IEnumerable<TimelineEntry> entries, int depth, bool showsUnwinding)
    {
        foreach (TimelineEntry entry in Merged(entries.Where(entry => showsUnwinding || unwinding?.Has(entry) != true)))
        {
            string inner = Inner(entry, depth, showsUnwinding);
            string row = Row(entry, depth, Commands(entry, showsUnwinding));
            string id = entry == unwinding?.Failed ? " id=\"failed\"" : "";
            html.Append(inner.Length == 0
                ? $"<div class=\"row {Class(entry)}\"{id}>{row}</div>\n"
                : $"<details{(IsOpen(entry) ? " open=\"open\"" : "")}{id}><summary class=\"row {Class(entry)}\">{row}</summary>\n{inner}</details>\n");
        }
    }

    /// <summary>Puts the items of long loops together: an area of the firmware has thousands of pages.</summary>
    private static IEnumerable<TimelineEntry> Merged(IEnumerable<TimelineEntry> entries)
    {
        List<TimelineEntry> items = [];
        foreach (TimelineEntry entry in entries)
        {
            if (items.Count > 0 && !entry.Continues(items[^1]))
            {
                yield return Ended(items);
                items = [];
            }
            items.Add(entry);
        }
        if (items.Count > 0)
        {
            yield return Ended(items);
        }

        static TimelineEntry Ended(List<TimelineEntry> items) => items.Count == 1 ? items[0] : TimelineEntry.Merge(items);
    }

    private string Inner(TimelineEntry entry, int depth, bool showsUnwinding)
    {
        StringBuilder html = new();
        string style = $" style=\"--depth:{depth + 1}\"";
        if (entry.Holdings.Count > 0)
        {
            html.Append($"<ul class=\"held\"{style}>{string.Concat(Holdings(entry.Holdings).Select(static line => $"<li>{line}</li>"))}</ul>\n");
        }
        foreach (RecordedCommand command in entry.Commands)
        {
            html.Append($"<div class=\"command\"{style}>{OfCommand(command)}</div>\n");
        }
        Append(html, entry.Children, depth + 1, showsUnwinding);
        return html.ToString();
    }

    /// <summary>How many commands it unfolds to.</summary>
    private int Commands(TimelineEntry entry, bool showsUnwinding) => entry.Commands.Count
        + entry.Children.Where(child => showsUnwinding || unwinding?.Has(child) != true).Sum(child => Commands(child, showsUnwinding));

    /// <summary>What leads to the failure is unfolded, and the load of the device.</summary>
    private bool IsOpen(TimelineEntry entry) => entry.Pipeline is { Depth: 0 } && entry.Children.Count > 0
        || unwinding is not null && entry.All.Contains(unwinding.Failed);

    private string Row(TimelineEntry entry, int depth, int commands)
    {
        string name = entry.Kind switch
        {
            EntryKind.Note => Encode(entry.Text ?? "outside of stages"),
            EntryKind.Restart => $"back to <code>{Encode(entry.Stage!.RestartFrom!)}</code>",
            EntryKind.Cleanup => $"<code>{Encode(entry.Stage!.Cleanup!)}</code>{Item(entry)} <span class=\"why\">undoes {Encode(entry.Stage.Name)}</span>",
            EntryKind.Skipped => $"<code>{Encode(entry.Stage!.Name)}</code> <span class=\"why\">{(entry.Stage.When is null ? "kept" : $"skipped: not {Encode(entry.Stage.When)}")}</span>",
            _ => $"<code>{Encode(entry.Stage!.Name)}</code>{Item(entry)}",
        };
        if (entry.Pipeline?.Instance is { } instance)
        {
            name = $"{Encode(instance)}: {name}";
        }
        if (entry.Error is not null)
        {
            name += $" <b class=\"error\">{Encode(entry.Error)}</b>{(entry.Stage?.Optional == true ? " <span class=\"why\">and the load goes on</span>" : "")}";
        }
        if (commands > 0)
        {
            name += Text($" <span class=\"count\">{commands} {(commands == 1 ? "command" : "commands")}</span>");
        }
        (string sign, string meaning) = Mark(entry);
        bool took = entry.Kind is EntryKind.Stage or EntryKind.Cleanup;
        return Text($"<span class=\"mark\" role=\"img\" aria-label=\"{meaning}\">{sign}</span><span class=\"order\">{entry.Stage?.Order}</span>")
            + $"<span class=\"name\" style=\"--depth:{depth}\">{name}</span>"
            + (took ? Text($"<span class=\"track\"><i style=\"left:{Share(entry.Real.Began):0.##}%;width:{Share(entry.Real.Took):0.##}%\"></i></span>") : "<span class=\"track\"></span>")
            + Text($"<span class=\"at\">{entry.Clock.Began.TotalSeconds:0.000} s{Wait(entry)}</span><span class=\"took\">{(took ? $"{Text($"{entry.Real.Took.TotalMilliseconds:0.00}")} ms" : "")}</span>");
    }

    /// <summary>What it waited by the card's clock.</summary>
    private static string Wait(TimelineEntry entry) =>
        entry.Clock.Ended - entry.Clock.Began is { TotalMilliseconds: >= 1 } wait ? Text($" <span class=\"wait\">+{wait.TotalSeconds:0.000}</span>") : "";

    private double Share(TimeSpan time) => whole == TimeSpan.Zero ? 0 : 100 * time / whole;

    private static string Item(TimelineEntry entry) => entry.Count > 1 ? Text($" <span class=\"why\">× {entry.Count}</span>")
        : entry.Item < 0 ? "" : Text($"<span class=\"why\">[{entry.Item}]</span>");

    private static string Class(TimelineEntry entry) => entry switch
    {
        { Error: not null, Stage.Optional: true } => "let",
        { Error: not null } => "failed",
        { Kind: EntryKind.Skipped } => "skipped",
        { Kind: EntryKind.Cleanup } => "undo",
        { Kind: EntryKind.Restart } => "again",
        { Kind: EntryKind.Note } => "note",
        _ => "done",
    };

    private static (string Sign, string Meaning) Mark(TimelineEntry entry) => Class(entry) switch
    {
        "let" => ("!", "failed, tolerated"),
        "failed" => ("✕", "failed"),
        "skipped" => ("–", "skipped"),
        "undo" => ("↶", "undone"),
        "again" => ("↻", "restart"),
        "note" => ("·", "note"),
        _ => ("✓", "completed"),
    };

    private string OfCommand(in RecordedCommand recorded)
    {
        ExecutedCommand command = recorded.Command;
        string status = command.Status?.Name() ?? "hangs";
        StringBuilder html = new();
        html.Append(Text($"<p><code>{command.Opcode.Name()}</code> <span>0x{(ushort)command.Opcode:x3}</span> <span>modifier 0x{command.InputModifier:x}</span> <span>opcode modifier {command.Modifier}</span> "));
        html.Append(Text($"<span>{(command.ByEvent ? "by event" : "polled")}</span>{(recorded.IsElsewhere ? " <span>by another thread</span>" : "")} <span>at {recorded.Time.TotalSeconds:0.000} s</span> "));
        html.Append($"<b{(command.Status == CommandStatus.Ok ? "" : " class=\"error\"")}>{Encode(status)}</b></p>");
        IReadOnlyList<(string Name, string Value)> fields = _fields.Of(command);
        if (fields.Count > 0)
        {
            html.Append($"<dl>{string.Concat(fields.Select(static field => $"<div{(field.Name == CommandFields.Copied ? " class=\"whole\"" : "")}><dt>{Encode(field.Name)}</dt><dd>{Encode(field.Value)}</dd></div>"))}</dl>");
        }
        return html.ToString();
    }

    /// <summary>Takings of one kind in a line: <c>takes 4 × DMA memory, 16 KiB (eq)</c>.</summary>
    private static IEnumerable<string> Holdings(IEnumerable<RecordedHolding> holdings) => holdings
        .GroupBy(static holding => (holding.Side, holding.IsTaken, holding.Entry.Resource, holding.Entry.By))
        .Select(static kind =>
        {
            ulong units = kind.Aggregate(0UL, static (sum, holding) => sum + holding.Entry.Amount);
            string bytes = HeldResources.BytesOf(kind.Key.Resource, units) is { } size ? $", {HeldHtml.Size(size)}" : "";
            return Text($"<span class=\"side\">{Encode(kind.Key.Side)}</span> {(kind.Key.IsTaken ? "+" : "−")}{kind.Count()} {Encode(kind.Key.Resource)}{bytes} <span class=\"why\">{Encode(kind.Key.By)}</span>");
        });
}
