namespace Mlx4.Diagrams.Html;

/// <summary>What boxes, lines and signs of a page mean.</summary>
internal static class HtmlLegend
{
    public static string Text { get; } = $"""
        <footer>
        <h2>Signs</h2>
        <ul class="legend">
        <li><span class="sample stage"></span>a stage</li>
        <li><span class="sample undo"></span>a cleanup</li>
        <li><span class="sample fail"></span>a failure: the cleanups run from there on up</li>
        <li><span class="sample again"></span>a restart</li>
        {string.Join('\n', Sign.All.Select(sign => $"<li><span class=\"sample\">{Of(sign)}</span>{sign.Meaning}</li>"))}
        </ul>
        <p class="keys">Keys: <kbd>↑</kbd> <kbd>↓</kbd> between stages, <kbd>→</kbd> <kbd>←</kbd> unfold and fold, <kbd>Enter</kbd> lets the stage fail, <kbd>/</kbd> searches, <kbd>Esc</kbd> goes back.</p>
        </footer>

        """;

    /// <summary>A sign beside words that say the same.</summary>
    public static string Of(Sign sign) => $"<svg class=\"sign\" aria-hidden=\"true\"><use href=\"#sign-{sign.Name}\"/></svg>";
}
