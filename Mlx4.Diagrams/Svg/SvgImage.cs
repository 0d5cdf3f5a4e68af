using System.Globalization;
using Mlx4.Diagrams.Model;
using Mlx4.Runtime;

namespace Mlx4.Diagrams.Svg;

/// <summary>
/// A pipeline as an image: the stages lead down to what is loaded, the cleanups up again to nothing. A failure enters the ladder where a broken line
/// leads, an unload at its lower end.
/// </summary>
internal sealed class SvgImage
{
    private const double Width = 800;
    private const double Margin = 24;
    private const double HeadHeight = 78;
    private const double Gap = 16;
    private const double EndHeight = 30;
    private const double EndWidth = 110;
    private const double RightWidth = 272;

    /// <summary>How far a rail is from the edge of the boxes that it joins.</summary>
    private const double Rail = 24;

    /// <summary>The room of the order, which stands before a stage's name.</summary>
    private const double OrderWidth = 46;
    private const double RestartLane = 11;
    private const double FailureLane = 12;

    /// <summary>How far above the middle of a stage its failure leaves it, and below the middle of a cleanup one comes to it.</summary>
    private const double Aside = 7;

    private readonly PipelineDrawing _pipeline;
    private readonly Chart _chart;
    private readonly SvgCanvas _canvas = new();
    private readonly double _left;
    private readonly double _leftWidth;
    private readonly double _right;
    private readonly (SvgCell? Left, SvgCell? Right, double Top, double Height)[] _rows;
    private readonly double _end;

    private SvgImage(PipelineDrawing pipeline)
    {
        _pipeline = pipeline;
        _chart = new Chart(pipeline);
        int restarts = Lanes(_chart.Restarts);
        _left = Margin + (restarts == 0 ? 0 : 12 + (restarts * RestartLane));
        _right = Width - Margin - RightWidth;
        _leftWidth = _right - _left - 44 - (Lanes(_chart.Failures) * FailureLane);
        double y = HeadHeight + EndHeight + Gap + 4;
        _rows = new (SvgCell?, SvgCell?, double, double)[_chart.Rows.Count];
        for (int i = 0; i < _rows.Length; i++)
        {
            SvgCell? stage = Stage(_chart.Rows[i]);
            SvgCell? cleanup = Cleanup(_chart.Rows[i]);
            double height = Math.Max(stage?.Height ?? 0, cleanup?.Height ?? 0);
            _rows[i] = (stage, cleanup, y, height);
            y += height + Gap;
        }
        _end = y + 4;
    }

    public static string Of(PipelineDrawing pipeline) => new SvgImage(pipeline).Draw();

    private static int Lanes(IReadOnlyList<ChartEdge> edges) => edges.Count == 0 ? 0 : edges.Max(edge => edge.Lane) + 1;

    private string Draw()
    {
        SvgLegend legend = new(_pipeline, _end + EndHeight + 28, Margin, Width - (2 * Margin));
        string height = legend.Bottom.ToString("0", CultureInfo.InvariantCulture);
        _canvas.Open("svg", $"xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 {height}\" width=\"800\" height=\"{height}\" role=\"img\" aria-labelledby=\"title desc\"");
        _canvas.Raw($"<title id=\"title\">{Markup.Escape($"The pipeline {_pipeline.Name}")}</title>\n");
        _canvas.Raw($"<desc id=\"desc\">{Markup.Escape(Describe())}</desc>\n");
        _canvas.Raw(SvgStyle.Text);
        _canvas.Box("back", 0, 0, Width, legend.Bottom, 8);
        _canvas.Text("title", Margin, 36, Markup.Clean(_pipeline.Name));
        _canvas.Text("word", Margin, 55, $"{_pipeline.Stages[0].Pipeline}, {Words.Stages(_pipeline.Stages.Count)}");
        DrawRails();
        DrawFailures();
        DrawRestarts();
        DrawEnds();
        for (int i = 0; i < _rows.Length; i++)
        {
            DrawRow(_chart.Rows[i], _rows[i]);
        }
        legend.Draw(_canvas);
        _canvas.Close("svg");
        return _canvas.ToString();
    }

    private SvgCell? Stage(ChartRow row) => row.Stage < 0 ? null
        : new SvgCell(_pipeline.Stages[row.Stage].Name, Sign.Of(_pipeline, _pipeline.Stages[row.Stage]), _leftWidth - OrderWidth - 12);

    private SvgCell? Cleanup(ChartRow row)
    {
        if (row.Rung >= 0)
        {
            StageInfo rung = _pipeline.Stages[row.Rung];
            return new SvgCell(rung.Cleanup!, Sign.OfCleanup(_pipeline, rung), RightWidth - 32);
        }
        return row.Stage < 0 ? null : new SvgCell("", [Sign.InsteadOfCleanup(_pipeline, _pipeline.Stages[row.Stage])], RightWidth - Rail - 16);
    }

    private double Middle(int row) => _rows[row].Top + (_rows[row].Height / 2);

    private double TopOf(int row, SvgCell cell) => Middle(row) - (cell.Height / 2);

    /// <summary>The way down through the stages, and the way up through the cleanups.</summary>
    private void DrawRails()
    {
        double from = HeadHeight + EndHeight;
        for (int i = 0; i < _rows.Length; i++)
        {
            if (_rows[i].Left is { } stage)
            {
                _canvas.Arrow("flow", (_left + Rail, from), (_left + Rail, TopOf(i, stage)));
                from = TopOf(i, stage) + stage.Height;
            }
        }
        _canvas.Arrow("flow", (_left + Rail, from), (_left + Rail, _end));
        double middle = _end + (EndHeight / 2);
        _canvas.Arrow("flow later", (_left + EndWidth, middle), (_right, middle));

        from = _end;
        for (int i = _rows.Length - 1; i >= 0; i--)
        {
            if (_chart.Rows[i].Rung >= 0 && _rows[i].Right is { } cleanup)
            {
                _canvas.Arrow("flow", (_right + Rail, from), (_right + Rail, TopOf(i, cleanup) + cleanup.Height));
                from = TopOf(i, cleanup);
            }
        }
        _canvas.Arrow("flow", (_right + Rail, from), (_right + Rail, HeadHeight + EndHeight));
    }

    private void DrawFailures()
    {
        double stages = _left + _leftWidth;
        foreach (IGrouping<(int To, int Lane), ChartEdge> target in _chart.Failures.GroupBy(edge => (edge.To, edge.Lane)))
        {
            double x = stages + 22 + (target.Key.Lane * FailureLane);
            double y = target.Key.To < 0 ? HeadHeight + (EndHeight / 2) : Middle(target.Key.To) + Aside;
            // The farthest comes the whole way, the others join it.
            int farthest = target.Max(edge => edge.From);
            foreach (ChartEdge edge in target.Where(edge => edge.From != farthest))
            {
                double own = Middle(edge.From) - Aside;
                _canvas.Path("fail", (stages, own), (x, own), (x, own - 10));
            }
            double last = Middle(farthest) - Aside;
            _canvas.Arrow("fail", (stages, last), (x, last), (x, y), (_right, y));
        }
        foreach (int row in _chart.Beside)
        {
            _canvas.Arrow("fail", (stages, Middle(row) - Aside), (_right, Middle(row) - Aside));
        }
    }

    private void DrawRestarts()
    {
        foreach (ChartEdge edge in _chart.Restarts)
        {
            double x = _left - 14 - (edge.Lane * RestartLane);
            double from = Middle(edge.From) + Aside;
            double to = Middle(edge.To) - Aside;
            _canvas.Arrow("again", (_left, from), (x, from), (x, to), (_left, to));
        }
    }

    private void DrawEnds()
    {
        End(_left, HeadHeight, _pipeline.Stages[0].Pipeline);
        End(_right, HeadHeight, Words.NotLoaded);
        End(_left, _end, Words.Loaded);
        End(_right, _end, "unload");

        void End(double x, double y, string text)
        {
            double width = Math.Max(EndWidth, (text.Length * 8) + 24);
            _canvas.Box("end", x, y, width, EndHeight, EndHeight / 2);
            _canvas.Text("end", x + (width / 2), y + 20, Markup.Clean(text));
        }
    }

    private void DrawRow(ChartRow row, (SvgCell? Left, SvgCell? Right, double Top, double Height) cells)
    {
        double middle = cells.Top + (cells.Height / 2);
        if (cells.Left is { } left)
        {
            StageInfo stage = _pipeline.Stages[row.Stage];
            double top = middle - (left.Height / 2);
            if (stage.ForEach is not null)
            {
                _canvas.Box("box behind", _left + 4, top + 4, _leftWidth, left.Height);
            }
            _canvas.Box(stage.Optional ? "box optional" : "box", _left, top, _leftWidth, left.Height);
            if (_pipeline.Nested.ContainsKey(stage.Name))
            {
                _canvas.Path("bar", (_left + 5, top), (_left + 5, top + left.Height));
                _canvas.Path("bar", (_left + _leftWidth - 5, top), (_left + _leftWidth - 5, top + left.Height));
            }
            _canvas.Text("order", _left + OrderWidth - 10, top + 22, stage.Order.ToString(CultureInfo.InvariantCulture));
            left.Draw(_canvas, _left + OrderWidth, top);
        }
        if (cells.Right is { } right)
        {
            double top = middle - (right.Height / 2);
            if (row.Rung >= 0)
            {
                _canvas.Box(_pipeline.Stages[row.Rung].Transient ? "undo transient" : "undo", _right, top, RightWidth, right.Height, 16);
                right.Draw(_canvas, _right + 18, top);
            }
            else
            {
                right.Draw(_canvas, _right + Rail + 14, top);
            }
        }
    }

    /// <summary>The same for those who listen.</summary>
    private string Describe()
    {
        IEnumerable<string> stages = _pipeline.Stages.Select(stage =>
            $"{stage.Order.ToString(CultureInfo.InvariantCulture)} {string.Join(", ", Sign.Of(_pipeline, stage).Select(pair => pair.Text).Prepend(stage.Name))}");
        IEnumerable<string> rungs = _pipeline.Ladder.Rungs.Select(rung => string.Join(", ", Sign.OfCleanup(_pipeline, _pipeline.Stages[rung]).Select(pair => pair.Text).Prepend(_pipeline.Stages[rung].Cleanup!)));
        return $"Stages in order: {string.Join("; ", stages)}. Cleanups in order: {(_pipeline.Ladder.Rungs.Count == 0 ? "none" : string.Join("; ", rungs))}.";
    }
}
