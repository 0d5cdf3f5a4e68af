using System.Xml.Linq;

namespace Mlx4.Tests.Sample.Commands;

/// <summary>A report, read as the XML that it is as well.</summary>
internal sealed class HtmlReport(XElement html)
{
    public static HtmlReport Read(string file)
    {
        string text = File.ReadAllText(file);
        const string Type = "<!DOCTYPE html>\n";
        Assert.StartsWith(Type, text, StringComparison.Ordinal);
        return new HtmlReport(XElement.Parse(text[Type.Length..], LoadOptions.PreserveWhitespace));
    }

    public IEnumerable<string> Headings => html.Descendants("h2").Select(heading => heading.Value);

    public XElement WithId(string id) => Assert.Single(html.Descendants(), element => (string?)element.Attribute("id") == id);

    public IEnumerable<XElement> Of(string kind) => Of(html, kind);

    public static IEnumerable<XElement> Of(XElement parent, string kind) =>
        parent.Descendants().Where(element => ((string?)element.Attribute("class"))?.Split(' ').Contains(kind) == true);

    /// <summary>The rows of the body of a table, without those that only name a group.</summary>
    public IEnumerable<IReadOnlyList<string>> Table(string kind) => Of(kind).SelectMany(table => table.Descendants("tbody")).SelectMany(body => body.Elements("tr"))
        .Select(row => row.Elements().Select(cell => cell.Value).ToList()).Where(row => row.Count > 1);

    /// <summary>There is no script, every id is there once, every link leads to one, and nothing comes from outside.</summary>
    public void AssertStandsAlone()
    {
        List<string> ids = [.. html.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.Empty(html.Descendants("script"));
        Assert.Empty(html.Descendants().Attributes("src"));
        Assert.All(html.Descendants("a").Attributes("href"), link => Assert.Contains(link.Value[1..], ids));
        Assert.Equal(["data:,"], html.Descendants("link").Attributes("href").Select(link => link.Value));
        string style = Assert.Single(html.Descendants("style")).Value;
        Assert.DoesNotContain("url(", style, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", style, StringComparison.Ordinal);
    }
}
