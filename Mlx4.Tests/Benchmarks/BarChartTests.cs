using System.Globalization;
using System.Xml.Linq;
using Mlx4.Benchmarks.Reporting;

namespace Mlx4.Tests.Benchmarks;

public class BarChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Every_bar_has_its_label_and_its_value()
    {
        XElement image = Draw(("goto", 1), ("Stack<Action>", 12.5));

        Assert.Equal(["Time", "20 stages", "goto", "1.00", "Stack<Action>", "12.50"], image.Elements(Svg + "text").Select(text => text.Value));
    }

    [Fact]
    public void Half_and_twice_are_as_far_from_one()
    {
        double[] widths = Widths(Draw(("one", 1), ("half", 0.5), ("twice", 2)));

        Assert.Equal(widths[0] - widths[1], widths[2] - widths[0], tolerance: 0.2);
        Assert.All(widths, width => Assert.True(width > 0));
    }

    [Fact]
    public void The_line_at_one_is_where_a_bar_of_one_ends()
    {
        XElement image = Draw(("one", 1), ("twice", 2));
        XElement bar = image.Elements(Svg + "rect").First(rect => rect.Attribute("x") is not null);

        Assert.Equal(
            Number(image.Element(Svg + "line")!, "x1"),
            Number(bar, "x") + Number(bar, "width"),
            tolerance: 0.2);
    }

    [Fact]
    public void What_is_no_positive_number_has_no_bar()
    {
        XElement image = Draw(("one", 1), ("nothing", double.NaN), ("zero", 0), ("endless", double.PositiveInfinity));

        Assert.Single(Widths(image));
        Assert.Equal(3, image.Elements(Svg + "text").Count(text => text.Value == "–"));
    }

    [Fact]
    public void It_has_colours_for_light_and_for_dark() =>
        Assert.Contains("@media (prefers-color-scheme: dark)", Draw(("one", 1)).Element(Svg + "style")!.Value, StringComparison.Ordinal);

    private static XElement Draw(params (string Label, double Value)[] bars)
    {
        BarChart chart = new("Time");
        chart.AddGroup("20 stages");
        foreach ((string label, double value) in bars)
        {
            chart.Add(label, value);
        }
        return XElement.Parse(chart.ToString());
    }

    private static double[] Widths(XElement image) => [.. image.Elements(Svg + "rect").Where(rect => rect.Attribute("x") is not null).Select(rect => Number(rect, "width"))];

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
