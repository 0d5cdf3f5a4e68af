
namespace Mlx4.Diagrams.Svg;

/// <summary>What the lines, boxes and signs of an image mean; only those that it has.</summary>
internal sealed class SvgLegend
{
    private const double RowHeight = 22;

    private readonly double _top;
    private readonly double _left;
    private readonly double _width;
    private readonly List<(Action<SvgCanvas, double, double> Draw, string Meaning)> _entries = [];

    public SvgLegend(PipelineDrawing pipeline, double top, double left, double width)
    {
        (_top, _left, _width) = (top, left, width);
        _entries.Add((static (canvas, x, y) => canvas.Box("box", x, y + 1, 26, 12, 3), "a stage"));
        _entries.Add((static (canvas, x, y) => canvas.Box("undo", x, y + 1, 26, 12, 6), "a cleanup"));
        _entries.Add((static (canvas, x, y) => canvas.Arrow("flow", (x, y + 7), (x + 27, y + 7)), "what comes next"));
        _entries.Add((static (canvas, x, y) => canvas.Arrow("fail", (x, y + 7), (x + 27, y + 7)), "a failure: the cleanups run from there on up"));
        if (pipeline.Stages.Any(stage => stage.RestartOn is not null))
        {
            _entries.Add((static (canvas, x, y) => canvas.Arrow("again", (x, y + 7), (x + 27, y + 7)), "a restart"));
        }
        foreach (Sign sign in Sign.In(pipeline))
        {
            _entries.Add(((canvas, x, y) => canvas.Sign(sign, x + 6, y), sign.Meaning));
        }
    }

    /// <summary>Where the image ends.</summary>
    public double Bottom => _top + 22 + (Rows * RowHeight) + 14;

    private int Rows => (_entries.Count + 1) / 2;

    public void Draw(SvgCanvas canvas)
    {
        canvas.Path("rule", (_left, _top), (_left + _width, _top));
        for (int i = 0; i < _entries.Count; i++)
        {
            double x = _left + (i / Rows * _width / 2);
            double y = _top + 18 + (i % Rows * RowHeight);
            _entries[i].Draw(canvas, x, y);
            canvas.Text("word", x + 38, y + 11, _entries[i].Meaning);
        }
    }
}
