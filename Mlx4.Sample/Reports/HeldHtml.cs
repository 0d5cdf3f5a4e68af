using System.Text;

using static Mlx4.Sample.Reports.HtmlPage;

namespace Mlx4.Sample.Reports;

/// <summary>The ledgers as a table: before, at most, and at the end.</summary>
internal static class HeldHtml
{
    private const ulong KiB = 1024;
    private const ulong MiB = KiB * KiB;

    public static string Of(HeldResources held)
    {
        StringBuilder html = new();
        html.Append("""
            <section>
            <h2>What was held</h2>
            <p>The card and the host each write down what the driver takes from them. Pages are of 4 KiB; what is no memory has no size.</p>
            <table class="ledger">
            <thead><tr><th scope="col">resource</th><th scope="col">before</th><th scope="col">at most</th><th scope="col">at the end</th></tr></thead>

            """);
        foreach (var side in held.Rows.GroupBy(static row => row.Side))
        {
            html.Append($"<tbody>\n<tr><th scope=\"rowgroup\" colspan=\"4\">{Encode(side.Key)}</th></tr>\n");
            foreach (var row in side)
            {
                string left = row.Now.Count > row.Before.Count ? " class=\"left\"" : "";
                html.Append($"<tr><th scope=\"row\">{Encode(row.Resource)}</th><td>{Cell(row.Before)}</td><td>{Cell(row.Most)}</td><td{left}>{Cell(row.Now)}</td></tr>\n");
            }
            html.Append("</tbody>\n");
        }
        return html.Append("</table>\n</section>\n").ToString();
    }

    /// <summary>A size in the largest unit in which it is not less than one.</summary>
    public static string Size(ulong bytes) => bytes switch
    {
        >= MiB => Text($"{bytes / (double)MiB:0.#} MiB"),
        >= KiB => Text($"{bytes / (double)KiB:0.#} KiB"),
        _ => Text($"{bytes} B"),
    };

    private static string Cell(HeldResources.Amount amount) => amount.Count == 0 ? "<span class=\"none\">nothing</span>"
        : Text($"{amount.Count}") + (amount.Bytes is { } bytes ? $" <span class=\"size\">{Size(bytes)}</span>" : "");
}
