using System.Text;
using Mlx4.Sample.Commands;

using static Mlx4.Sample.Reports.HtmlPage;

namespace Mlx4.Sample.Reports;

/// <summary>A load as a page: what came of it, its timeline, its unwinding, and what was held.</summary>
internal static class LoadReport
{
    /// <summary>Writes it.</summary>
    /// <param name="settings">What was asked for.</param>
    /// <param name="record">What happened.</param>
    public static string Of(LoadSettings settings, LoadRecorder record)
    {
        Unwinding? unwinding = record.Result.Failed ? Unwinding.Of(record.Phases) : null;
        TimelineHtml timeline = new(record.Took.Real, unwinding);
        StringBuilder page = new();
        page.Append($"<header>\n<h1>{(record.Result.Failed ? "A load that failed" : "A load")}</h1>\n<p>{CommandLine(settings.CommandLine)}</p>\n{Outcome(record, unwinding)}</header>\n<main>\n");
        page.Append(Facts(Numbers(settings, record)));
        if (record.Device.Count > 0)
        {
            page.Append("<section>\n<h2>The device</h2>\n<dl class=\"device\">\n");
            foreach ((string name, string value) in record.Device)
            {
                page.Append($"<dt>{Encode(name)}</dt><dd>{Encode(value)}</dd>\n");
            }
            page.Append("</dl>\n</section>\n");
        }
        foreach (TimelinePhase phase in record.Phases)
        {
            page.Append($"<section>\n<h2>{Encode(phase.Title)}</h2>\n{(phase == record.Phases[0] ? Clocks(settings) : "")}{timeline.Of(phase.Entries)}</section>\n");
            if (unwinding is not null && phase == unwinding.Phase)
            {
                page.Append("<section id=\"unwinding\">\n<h2>Unwinding</h2>\n");
                page.Append(unwinding.Cleanups.Count == 0
                    ? "<p>Nothing had been done that had to be undone.</p>\n"
                    : $"<p>What had been done, undone in reverse, after {Encode(unwinding.Name)} had failed.</p>\n{timeline.OfUnwinding()}");
                page.Append("</section>\n");
            }
        }
        page.Append(HeldHtml.Of(record.Held));
        page.Append("</main>\n");
        return HtmlPage.Of($"{(record.Result.Failed ? "Failed load" : "Load")}: {settings.CommandLine}", page.ToString());
    }

    private static string Outcome(LoadRecorder record, Unwinding? unwinding)
    {
        string left = record.Ledger == "empty" ? "Nothing is left: both ledgers are empty." : $"Something is left: {record.Ledger}.";
        string kind = record.Ledger != "empty" ? "bad" : record.Result.Failed ? "failed" : "good";
        string what = !record.Result.Failed
            ? "The device came up, and was unloaded."
            : $"It failed at {(unwinding is null ? Encode(record.Result.Stage ?? "") : $"<a href=\"#failed\">{Encode(record.Result.Stage ?? "")}</a>")}: <b>{record.Result.Error}</b>. "
                + $"{(unwinding is null ? "" : "What had been done was <a href=\"#unwinding\">undone in reverse</a>.")}";
        return $"<p class=\"outcome {kind}\">{what} {Encode(left)}</p>\n";
    }

    private static IEnumerable<(string Name, string Value)> Numbers(LoadSettings settings, LoadRecorder record)
    {
        List<TimelineEntry> entries = [.. record.Phases.SelectMany(static phase => phase.Entries).SelectMany(static entry => entry.All)];
        yield return ("stages that ran", Text($"{entries.Count(static entry => entry is { Kind: EntryKind.Stage, Item: <= 0 })}"));
        yield return ("skipped", Text($"{entries.Count(static entry => entry.Kind == EntryKind.Skipped)}"));
        yield return ("cleanups", Text($"{entries.Count(static entry => entry is { Kind: EntryKind.Cleanup, Item: <= 0 })}"));
        yield return ("firmware commands", Text($"{entries.Sum(static entry => entry.Commands.Count)}"));
        if (!settings.RealTime)
        {
            yield return ("simulated clock", Text($"{record.Took.Clock.TotalSeconds:0.000} s"));
        }
        yield return ("real time", Text($"{record.Took.Real.TotalSeconds:0.000} s"));
    }

    private static string Clocks(LoadSettings settings) => settings.RealTime
        ? "<p><i>At</i> is the real clock, since waits take their time.<span class=\"wide-only\"> The bars show when each stage ran, in real time.</span></p>\n"
        : "<p><i>At</i> is the simulated clock, which stands still while anybody works and jumps over waits.<span class=\"wide-only\"> <i>Took</i>, and the bars, are real time.</span></p>\n";
}
