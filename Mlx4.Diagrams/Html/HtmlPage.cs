using System.Text;

namespace Mlx4.Diagrams.Html;

/// <summary>
/// Pipelines as a page of one file. What a load does is worked out here, by <see cref="Model.Course"/>, for every way in which a stage can fail; the script only
/// shows it.
/// </summary>
internal static class HtmlPage
{
    public static string Of(IReadOnlyList<PipelineDrawing> drawings, string title)
    {
        HashSet<string> inner = [.. drawings.SelectMany(drawing => drawing.SelfAndNested.Skip(1)).Select(nested => nested.Name)];
        PipelineDrawing[] outer = [.. drawings.Where(drawing => !inner.Contains(drawing.Name))];
        PipelineDrawing[] all = [.. outer.SelectMany(drawing => drawing.SelfAndNested).DistinctBy(drawing => drawing.Name)];
        Dictionary<string, int> indexes = all.Select((drawing, index) => (drawing.Name, index)).ToDictionary(pair => pair.Name, pair => pair.index);
        string[] variants = [.. all.SelectMany(drawing => drawing.Variants).Select(variant => variant.Name).Distinct()];

        StringBuilder page = new();
        page.Append($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <link rel="icon" href="data:,">
            <title>{Markup.Escape(title)}</title>
            <style>
            {Palette.Text}
            {Resource("page.css")}</style>
            </head>
            <body>
            {Signs()}
            <header>
            <h1>{Markup.Escape(title)}</h1>
            <p>Choose a stage to make it fail, and see what runs, what is undone, and in which order.</p>
            <noscript><p>Without scripts, stages cannot be made to fail, and nested pipelines stay folded.</p></noscript>
            {Tools(variants)}</header>
            <main>
            <div id="pipelines">

            """);
        foreach (PipelineDrawing drawing in outer)
        {
            page.Append($"<section>\n<h2>{Markup.Escape(drawing.Name)}</h2>\n{HtmlPipeline.Of(drawing, indexes)}</section>\n");
        }
        page.Append(
            $"""
            <p id="none" hidden>No stage has that in its name, its cleanup or its conditions.</p>
            </div>
            {Panel}
            </main>
            {HtmlLegend.Text}
            """);
        foreach (PipelineDrawing drawing in all.Where(drawing => !outer.Contains(drawing)))
        {
            page.Append($"<template id=\"pipeline-{indexes[drawing.Name]}\">\n{HtmlPipeline.Of(drawing, indexes)}</template>\n");
        }
        page.Append($"<script type=\"application/json\" id=\"data\">{HtmlData.Of(all, variants)}</script>\n<script>\n{Resource("page.js")}</script>\n</body>\n</html>\n");
        return page.ToString();
    }

    private const string Panel = """
        <aside aria-labelledby="what">
        <h2 id="what">What happens</h2>
        <p id="outcome" role="status">Nothing yet. Choose a stage, or let the load succeed.</p>
        <div class="buttons">
        <button type="button" id="success">Load succeeds</button>
        <button type="button" id="unload" disabled>Unload</button>
        <button type="button" id="reset" disabled>Reset</button>
        </div>
        <fieldset id="faults" hidden><legend>It fails with</legend></fieldset>
        <div class="buttons" id="walk" hidden>
        <button type="button" id="first">First</button>
        <button type="button" id="back">Back</button>
        <button type="button" id="next">Next</button>
        <button type="button" id="last">Last</button>
        <span id="place" aria-live="polite"></span>
        </div>
        <ol id="course" aria-label="The steps in order"></ol>
        </aside>
        """;

    private static string Tools(string[] variants)
    {
        StringBuilder tools = new();
        tools.Append("""
            <div class="tools" role="search">
            <label class="search">Search <input type="search" id="search" placeholder="stage, cleanup or condition" autocomplete="off" spellcheck="false" aria-keyshortcuts="/" aria-describedby="count"></label>
            <span id="count" role="status"></span>
            <button type="button" id="unfold">Unfold all</button>
            <button type="button" id="fold">Fold all</button>
            </div>

            """);
        if (variants.Length > 0)
        {
            tools.Append("<fieldset id=\"variants\" class=\"choice\">\n<legend>What is loaded</legend>\n");
            for (int i = 0; i < variants.Length; i++)
            {
                tools.Append($"<label><input type=\"radio\" name=\"variant\" value=\"{i}\"{(i == 0 ? " checked" : "")}> {Markup.Escape(variants[i])}</label>\n");
            }
            tools.Append("</fieldset>\n");
        }
        return tools.ToString();
    }

    private static string Signs()
    {
        IEnumerable<string> signs = Sign.All.Select(sign => $"<symbol id=\"sign-{sign.Name}\" viewBox=\"0 0 14 14\"><path d=\"{sign.Path}\"/></symbol>");
        return $"<svg class=\"signs\" aria-hidden=\"true\">{string.Concat(signs)}</svg>";
    }

    private static string Resource(string name)
    {
        using Stream stream = typeof(HtmlPage).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
