using System.Text;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Reports;

using static Mlx4.Sample.Reports.HtmlPage;

namespace Mlx4.Sample.Matrix;

/// <summary>Writes what a matrix has come to as a page.</summary>
internal static class MatrixHtml
{
    private static readonly string[] Kinds = ["stage refused", "command refused", "command hangs", "host call refused", "interrupts lost"];

    /// <summary>Writes it.</summary>
    public static string Of(MatrixSettings settings, MatrixResult result)
    {
        StringBuilder page = new();
        int violations = result.Violations.Count;
        string stopped = result.IsStopped ? " It was stopped before the end." : "";
        page.Append($"<header>\n<h1>Everything that can fail, failing</h1>\n<p>{CommandLine(settings.CommandLine)}</p>\n");
        page.Append(violations == 0
            ? Text($"<p class=\"outcome good\">No violation: nothing was left of any of {result.Runs:N0} faults, nor of the loads before and after them.{stopped}</p>\n")
            : Text($"<p class=\"outcome bad\"><b>{violations:N0} {(violations == 1 ? "violation" : "violations")}</b>, <a href=\"#violations\">each in full below</a>.{stopped}</p>\n"));
        page.Append("</header>\n<main>\n");
        page.Append(Facts(
        [
            ("scenarios", Text($"{result.Scenarios:N0}")),
            ("fault points", Text($"{result.FaultPoints:N0}")),
            ("run", Text($"{result.Runs:N0}")),
            ("loads", Text($"{result.Loads:N0}")),
            ("violations", Text($"{violations:N0}")),
            ("real time", Text($"{result.Took:h\\:mm\\:ss}")),
        ]));
        page.Append($"<p class=\"share\">Run: {Encode(settings.Share)}.</p>\n");
        if (violations > 0)
        {
            AppendViolations(page, result);
        }
        AppendLinux(page, result);
        AppendGrid(page, "By stage", "The stage of the device in which the fault comes up, in the order of the load. A number says how many faults were run.", "stage", StagesOf(result));
        AppendGrid(page, "By scenario", "A scenario is what <code>load</code> is given.", "load", ScenariosOf(result));
        page.Append("</main>\n");
        return HtmlPage.Of($"Faults: {settings.CommandLine}", page.ToString());
    }

    private static void AppendViolations(StringBuilder page, MatrixResult result)
    {
        page.Append("<section id=\"violations\">\n<h2>Violations</h2>\n");
        foreach (Violation violation in result.Violations)
        {
            page.Append($"""
                <dl class="violation">
                <dt>scenario</dt><dd><code>{Encode(violation.Scenario.ToString())}</code></dd>
                <dt>fault</dt><dd>{Encode(violation.Fault?.ToString() ?? "none")}</dd>
                <dt>when</dt><dd>{Encode(violation.When)}</dd>
                <dt>expected</dt><dd>{Encode(violation.Expected)}</dd>
                <dt>found</dt><dd class="error">{Encode(violation.Found)}</dd>
                <dt>reproduce</dt><dd>{CommandLine(MatrixReport.Reproducer(violation))}</dd>
                </dl>

                """);
        }
        page.Append("</section>\n");
    }

    private static void AppendLinux(StringBuilder page, MatrixResult result)
    {
        page.Append("""
            <section>
            <h2>Linux's ladder, and this one</h2>
            <p>Linux's driver was run with every call failing that can; so was this one. How many faults showed what:</p>
            <table class="grid wide">
            <thead><tr><td></td><th scope="col">faults</th><th scope="col">with leaks</th><th scope="col">with double releases</th><th scope="col">false successes</th><th scope="col">crashes, endless loops</th></tr></thead>
            <tbody>

            """);
        foreach (LinuxRecord row in new[] { LinuxRecord.Linux, LinuxRecord.SameFaults })
        {
            page.Append(Text($"<tr><th scope=\"row\">{row.Name}</th><td>{row.Faults:N0}</td>{Count(row.Leaks)}{Count(row.DoubleReleases)}{Count(row.FalseSuccesses)}{Count(row.Endless)}</tr>\n"));
        }
        page.Append(Text($"<tr><th scope=\"row\">this driver, this run</th><td>{result.Runs:N0}</td>"));
        page.Append(result.Violations.Count == 0
            ? string.Concat(Enumerable.Repeat(Count(0), 4))
            : Text($"<td colspan=\"4\" class=\"left\">{result.Violations.Count:N0} violations of any kind</td>"));
        page.Append("</tr>\n</tbody>\n</table>\n</section>\n");
    }

    /// <summary>How many there are of what should not be.</summary>
    private static string Count(int count) => Text($"<td class=\"{(count > 0 ? "left" : "zero")}\">{count:N0}</td>");

    /// <summary>The head of a narrow column.</summary>
    private static string Breakable(string head) => head
        .Replace("command", "com\u00admand", StringComparison.Ordinal).Replace("interrupts", "inter\u00adrupts", StringComparison.Ordinal)
        .Replace("violations", "viola\u00adtions", StringComparison.Ordinal);

    private static void AppendGrid(StringBuilder page, string title, string words, string head, IEnumerable<(string Name, IReadOnlyList<MatrixCell> Cells)> rows)
    {
        List<(string Name, IReadOnlyList<MatrixCell> Cells)> all = [.. rows];
        int most = all.SelectMany(static row => Kinds.Select(kind => RunsOf(row.Cells, kind))).Append(1).Max();
        page.Append($"<section>\n<h2>{title}</h2>\n<p>{words} The darker, the more; a dot is for none.</p>\n<table class=\"grid\">\n<thead><tr><th scope=\"col\">{head}</th>");
        page.Append(string.Concat(Kinds.Select(static kind => $"<th scope=\"col\">{Breakable(kind)}</th>"))).Append($"<th scope=\"col\">{Breakable("violations")}</th></tr></thead>\n<tbody>\n");
        foreach ((string name, IReadOnlyList<MatrixCell> cells) in all)
        {
            page.Append($"<tr><th scope=\"row\"><code>{Encode(name)}</code></th>");
            foreach (string kind in Kinds)
            {
                int runs = RunsOf(cells, kind);
                int points = cells.Where(cell => cell.Kind == kind).Sum(static cell => cell.Points);
                // The numbers differ by powers of ten.
                double heat = runs == 0 ? 0 : 0.04 + 0.36 * Math.Log(runs) / Math.Log(Math.Max(most, 2));
                page.Append(Text($"<td style=\"--heat:{heat:0.00}\" title=\"{runs:N0} of {points:N0}\">{(runs == 0 ? "·" : Text($"{runs:N0}"))}</td>"));
            }
            int violations = cells.Sum(static cell => cell.Violations);
            page.Append(Count(violations)).Append("</tr>\n");
        }
        page.Append("</tbody>\n</table>\n</section>\n");
    }

    private static int RunsOf(IEnumerable<MatrixCell> cells, string kind) => cells.Where(cell => cell.Kind == kind).Sum(static cell => cell.Runs);

    /// <summary>The stages in the order of the load: those of the probe, and in the place of the one that loads the device, the device's.</summary>
    private static IEnumerable<(string Name, IReadOnlyList<MatrixCell> Cells)> StagesOf(MatrixResult result)
    {
        ILookup<string, MatrixCell> byStage = result.Cells.ToLookup(static cell => cell.Stage);
        List<string> order = [.. PciProbe.LoadOneStages.SelectMany(static stage => DriverPipelines.LoadedBy(nameof(PciProbe), stage) is { } device
            ? device.Stages.Select(inner => $"{device.Name}.{inner.Name}").Prepend($"{nameof(PciProbe)}.{stage.Name}")
            : [$"{nameof(PciProbe)}.{stage.Name}"])];
        return order.Append(FaultPoint.MasterService).Concat(byStage.Select(static stage => stage.Key)).Distinct()
            .Where(byStage.Contains).Select(stage => (stage, (IReadOnlyList<MatrixCell>)[.. byStage[stage]]));
    }

    private static IEnumerable<(string Name, IReadOnlyList<MatrixCell> Cells)> ScenariosOf(MatrixResult result) => result.Cells
        .GroupBy(static cell => cell.Scenario).Select(static scenario => (scenario.Key.ToString(), (IReadOnlyList<MatrixCell>)[.. scenario]));
}
