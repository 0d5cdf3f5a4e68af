using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Mlx4.Tests.Documentation;

/// <summary>The arrows of the pictures in docs/how-it-works.md are what refers to what.</summary>
public sealed partial class HouseTests
{
    private static IReadOnlyList<Example> Pictures { get; } = [.. Example.Of("docs/how-it-works.md").Where(block => block.Kind == "mermaid")];

    [Fact]
    public void Projects_refer_to_each_other_as_drawn()
    {
        IEnumerable<string> references =
            from project in ProjectPath().Matches(File.ReadAllText(Path.Combine(Example.Root, "Mlx4.sln"))).Select(match => match.Groups[1].Value.Replace('\\', '/'))
            from reference in XDocument.Load(Path.Combine(Example.Root, project)).Descendants("ProjectReference")
            select $"{Name(project)} {Arrow(reference)} {Name(reference.Attribute("Include")!.Value)}";

        Assert.Equal(references.Distinct().Order(StringComparer.Ordinal), Arrows(Pictures[0]));
    }

    [Fact]
    public void Folders_of_the_generator_know_each_other_as_drawn()
    {
        string root = Path.Combine(Example.Root, "Mlx4.Generators");
        IEnumerable<string> uses =
            from folder in Directory.EnumerateDirectories(root).Select(path => Path.GetFileName(path))
            from file in Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories)
            from match in Using().Matches(File.ReadAllText(file))
            let other = match.Groups[1].Value
            where folder is not ("bin" or "obj") && other != folder
            select $"{folder} --> {other}";

        Assert.Equal(uses.Distinct().Order(StringComparer.Ordinal), Arrows(Pictures[1]));
    }

    [Fact]
    public void Models_and_what_writes_them_know_nothing_of_the_compiler() => Assert.DoesNotContain(
        new[] { "Model", "Emit" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Example.Root, "Mlx4.Generators", folder), "*.cs")),
        file => File.ReadAllText(file).Contains("Microsoft.CodeAnalysis", StringComparison.Ordinal));

    [Fact]
    public void Driver_and_card_meet_at_the_bus_alone()
    {
        Assert.All(new[] { ("Driver", "Hca"), ("Hca", "Driver"), ("Pci", "Driver"), ("Pci", "Hca") }, sides => Assert.DoesNotContain(
            Directory.EnumerateFiles(Path.Combine(Example.Root, "Mlx4.Sample", sides.Item1), "*.cs", SearchOption.AllDirectories),
            file => File.ReadAllText(file).Contains($"using Mlx4.Sample.{sides.Item2}", StringComparison.Ordinal)));
    }

    private static string Name(string project) => Path.GetFileNameWithoutExtension(project);

    /// <summary>What is loaded by the compiler, or packed for it, is a dotted arrow: the code knows nothing of it.</summary>
    private static string Arrow(XElement reference) => reference.Attribute("ReferenceOutputAssembly")?.Value == "false" ? "-.->" : "-->";

    private static IEnumerable<string> Arrows(Example picture) =>
        DrawnArrow().Matches(picture.Text).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value} {match.Groups[3].Value}").Order(StringComparer.Ordinal);

    [GeneratedRegex(@"""([^""]+\.csproj)""")]
    private static partial Regex ProjectPath();

    [GeneratedRegex(@"^using Mlx4\.Generators\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^ *([\w.]+) (-->|-\.->) ([\w.]+)$", RegexOptions.Multiline)]
    private static partial Regex DrawnArrow();
}
