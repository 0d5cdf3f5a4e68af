namespace Mlx4.Diagrams.Svg;

/// <summary>How an image looks. Colours follow the reader's choice of light or dark; shapes and kinds of lines say the same as they do.</summary>
internal static class SvgStyle
{
    public const string Text = $$"""
        <style>
        {{Palette.Text}}
          text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: var(--ink); }
          .title { font-size: 18px; font-weight: 600; }
          .name { font: 600 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
          .order { font-size: 12px; text-anchor: end; fill: var(--soft); font-variant-numeric: tabular-nums; }
          .word { fill: var(--soft); font-size: 12px; }
          text.end { text-anchor: middle; font-size: 13px; }
          .back { fill: var(--back); }
          .box { fill: var(--box); stroke: var(--line); stroke-width: 1.2; }
          .behind { fill: var(--back); }
          .optional { stroke-dasharray: 6 3; }
          .undo { fill: var(--undo); stroke: var(--edge); stroke-width: 1.2; }
          .transient:not(.sign) { stroke-dasharray: 1.5 3; stroke-linecap: round; stroke-width: 1.6; }
          rect.end { fill: var(--back); stroke: var(--ink); stroke-width: 1.4; }
          .bar { stroke: var(--line); stroke-width: 1.2; }
          .line { fill: none; } .tip { stroke: none; }
          .line.flow { stroke: var(--line); stroke-width: 1.5; } .tip.flow { fill: var(--line); }
          .line.later { stroke-dasharray: 1.5 5; stroke-linecap: round; }
          .line.fail { stroke: var(--fail); stroke-width: 1.3; stroke-dasharray: 5 3; } .tip.fail { fill: var(--fail); }
          .line.again { stroke: var(--again); stroke-width: 1.3; stroke-dasharray: 8 3 2 3; } .tip.again { fill: var(--again); }
          .rule { stroke: var(--line); stroke-width: 0.6; }
          .sign { fill: none; stroke: var(--soft); stroke-width: 1.3; stroke-linejoin: round; stroke-linecap: round; }
        </style>

        """;
}
