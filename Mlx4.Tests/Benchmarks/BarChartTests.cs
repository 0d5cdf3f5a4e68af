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

        Assert.Equal(["Time", "1", "2", "4", "8", "16", "20 stages", "goto", "1.00", "Stack<Action>", "12.50"], image.Elements(Svg + "text").Select(text => text.Value));
    }

    [Fact]
    public void Half_is_as_long_to_the_left_of_one_as_twice_is_to_the_right()
    {
        XElement image = Draw(("half", 0.5), ("twice", 2));
        double one = Number(image.Elements(Svg + "line").Single(line => line.Attribute("class")!.Value == "one"), "x1");
        XElement[] bars = Bars(image);

        Assert.Equal(one, Number(bars[0], "x") + Number(bars[0], "width"), tolerance: 0.2);
        Assert.Equal(one, Number(bars[1], "x"), tolerance: 0.2);
        Assert.Equal(Number(bars[0], "width"), Number(bars[1], "width"), tolerance: 0.2);
        Assert.True(Number(bars[0], "width") > 10);
    }

    [Fact]
    public void The_lines_say_what_they_stand_for()
    {
        XElement image = Draw(("a quarter", 0.25), ("twice", 2));

        Assert.Equal(["1/4", "1/2", "1", "2"], image.Elements(Svg + "text").Where(text => text.Attribute("class")?.Value == "tick").Select(text => text.Value));
        Assert.Equal(Number(Bars(image)[0], "x"), Number(image.Element(Svg + "line")!, "x1"), tolerance: 0.2);
    }

    [Fact]
    public void Ours_can_be_told_apart_without_colours()
    {
        BarChart chart = new("Time");
        chart.AddGroup("20 stages");
        chart.Add("goto", 1);
        chart.Add("Mlx4", 1.01, isOurs: true);

        Assert.Equal(["Mlx4", "1.01"], XElement.Parse(chart.ToString()).Elements(Svg + "text").Where(text => text.Attribute("class")?.Value == "mine").Select(text => text.Value));
    }

    [Fact]
    public void What_is_no_positive_number_has_no_bar()
    {
        XElement image = Draw(("one", 1), ("nothing", double.NaN), ("zero", 0), ("endless", double.PositiveInfinity));

        Assert.Single(Bars(image));
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

    private static XElement[] Bars(XElement image) => [.. image.Elements(Svg + "rect").Where(rect => rect.Attribute("x") is not null)];

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
