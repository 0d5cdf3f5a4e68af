using System.Globalization;
using System.Xml.Linq;
using Mlx4.Diagrams;
using Mlx4.Runtime;
using Mlx4.Sample.Commands;
using Mlx4.Sample.Driver;

namespace Mlx4.Tests.Diagrams;

public sealed class SvgImageTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Every pipeline of the driver.</summary>
    public static TheoryData<string> Driver => [.. DriverPipelines.All.Select(pipeline => pipeline.Name)];

    [Fact]
    public Task A_pipeline_of_two_stages() => Snapshot.Verify(Tables.Port.ToSvg(), extension: "svg");

    [Fact]
    public Task A_pipeline_with_one_of_everything() => Snapshot.Verify(Tables.Adapter.ToSvg(), extension: "svg");

    [Theory]
    [MemberData(nameof(Driver))]
    public void Boxes_stand_within_the_image_and_beside_each_other(string name)
    {
        PipelineDrawing drawing = Draw(name);
        XElement image = XElement.Parse(drawing.ToSvg());
        Box[] boxes = [.. image.Elements(Svg + "rect").Where(rect => Class(rect).Split(' ')[0] is "box" or "undo" or "end" && !Class(rect).EndsWith("behind", StringComparison.Ordinal)).Select(Box.Of)];
        Box back = Box.Of(image.Elements(Svg + "rect").Single(rect => Class(rect) == "back"));

        Assert.Equal(800, back.Width);
        Assert.All(boxes, box => Assert.True(back.Contains(box), $"{box} leaves {back}"));
        for (int i = 0; i < boxes.Length; i++)
        {
            Assert.DoesNotContain(boxes[(i + 1)..], other => other.Overlaps(boxes[i]));
        }
        Assert.All(image.Elements(Svg + "text"), text => Assert.InRange(Number(text, "y"), 0, back.Height));
    }

    [Fact]
    public void Every_stage_and_every_cleanup_is_named_and_its_failure_enters_the_ladder()
    {
        PipelineDrawing drawing = Draw("HcaStart");
        XElement image = XElement.Parse(drawing.ToSvg());
        string[] names = [.. image.Elements(Svg + "text").Where(text => Class(text) == "name").Select(text => text.Value)];

        Assert.All(drawing.Stages, stage => Assert.Contains(stage.Name, names));
        Assert.All(drawing.Stages.Select(stage => stage.Cleanup).OfType<string>(), cleanup => Assert.Contains(cleanup, names));
        // A line each, and those of the legend.
        Assert.Equal(
            drawing.Stages.Count(stage => !stage.Optional) + 1,
            image.Elements(Svg + "path").Count(path => Class(path) == "line fail"));
    }

    [Fact]
    public void It_can_be_read_without_being_seen()
    {
        XElement image = XElement.Parse(Tables.Adapter.ToSvg());

        Assert.Equal("img", image.Attribute("role")!.Value);
        Assert.Equal("The pipeline Adapter", image.Element(Svg + "title")!.Value);
        Assert.Equal(
            "Stages in order: 10 Own; 20 Configure, when IsMaster; 30 EnableFunctions, when IsMaster; 40 EnableVectors, the load can do without; 50 EnterLoading; "
            + "60 InitPort, for each of Ports, Port, 2 stages; 70 Test, EBUSY: again, 2 times, from EnableVectors. "
            + "Cleanups in order: CleanupPort, Port, last item first; LeaveLoading, at the end of the load; DisableVectors; DisableFunctions, of 30 EnableFunctions; Disown.",
            image.Element(Svg + "desc")!.Value);
    }

    [Fact]
    public void It_refers_to_nothing_outside_and_runs_nothing()
    {
        XElement image = XElement.Parse(Tables.Adapter.ToSvg());

        Assert.DoesNotContain(image.DescendantsAndSelf(), element => element.Name.LocalName is "script" or "image" or "use" or "foreignObject");
        Assert.DoesNotContain(image.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "href" or "src");
        Assert.DoesNotContain("url(", image.Element(Svg + "style")!.Value, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", image.Element(Svg + "style")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_escaped_and_fits()
    {
        string name = string.Concat(Enumerable.Repeat("A<b>&\"c\"", 20));
        string image = new PipelineDrawing("<&>", [new StageInfo("LoadOne", 10, "Open", name: name, noCleanup: "a \u0001 b\uD800")]).ToSvg();

        XElement parsed = XElement.Parse(image);
        Assert.Equal(name, string.Concat(parsed.Elements(Svg + "text").Where(text => Class(text) == "name").Select(text => text.Value)));
        Assert.All(parsed.Elements(Svg + "text").Where(text => Class(text) == "name"), text => Assert.InRange(text.Value.Length, 1, 45));
        Assert.DoesNotContain('\r', image);
    }

    [Fact]
    public void It_is_the_same_in_any_culture()
    {
        string image = Tables.Adapter.ToSvg();
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
        try
        {
            Assert.Equal(image, Tables.Adapter.ToSvg());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static PipelineDrawing Draw(string name) => DriverDrawings.Of([DriverPipelines.All.Single(pipeline => pipeline.Name == name)])[0];

    private static string Class(XElement element) => element.Attribute("class")?.Value ?? "";

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    private sealed record Box(double X, double Y, double Width, double Height)
    {
        public static Box Of(XElement rect) => new(Number(rect, "x"), Number(rect, "y"), Number(rect, "width"), Number(rect, "height"));

        public bool Contains(Box other) => other.X >= X && other.Y >= Y && other.X + other.Width <= X + Width && other.Y + other.Height <= Y + Height;

        public bool Overlaps(Box other) => X < other.X + other.Width && other.X < X + Width && Y < other.Y + other.Height && other.Y < Y + Height;
    }
}
