using System.Globalization;
using System.Net;

namespace Mlx4.Sample.Reports;

/// <summary>A page of one file: it refers to nothing outside, and needs no script. It is well-formed XML as well.</summary>
internal static class HtmlPage
{
    /// <summary>A page around a body.</summary>
    public static string Of(string title, string body) =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <link rel="icon" href="data:,"/>
        <title>{Encode(title)}</title>
        <style>
        {Style()}</style>
        </head>
        <body>
        {body}</body>
        </html>

        """.ReplaceLineEndings("\n");

    /// <summary>A text, or the value of an attribute.</summary>
    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Numbers as a program writes them, whatever the machine's language is.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A command line, which is broken between its arguments.</summary>
    public static string CommandLine(string line) =>
        $"<code>{string.Join(' ', line.Split(' ').Select(static token => $"<span class=\"token\">{Encode(token)}</span>"))}</code>";

    /// <summary>A list of facts, large.</summary>
    public static string Facts(IEnumerable<(string Name, string Value)> facts) =>
        $"<dl class=\"facts\">{string.Concat(facts.Select(static fact => $"<div><dt>{Encode(fact.Name)}</dt><dd>{Encode(fact.Value)}</dd></div>"))}</dl>\n";

    private static string Style()
    {
        using Stream stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("report.css")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
