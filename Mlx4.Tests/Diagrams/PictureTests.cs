using System.Reflection;
using Mlx4.Diagrams;
using Mlx4.Runtime;
using Mlx4.Sample.Commands;
using Mlx4.Sample.Driver;
using Mlx4.Tests.Documentation;

namespace Mlx4.Tests.Diagrams;

/// <summary>The pictures of the documents are drawn from the code that they show.</summary>
public sealed class PictureTests
{
    [Fact]
    public async Task The_example_of_the_README()
    {
        string source = Example.Of("README.md").First(example => example.Kind == "csharp").Text;
        Type nic = ExampleProgram.Load(source).GetType("Nic", throwOnError: true)!;
        PropertyInfo table = nic.GetProperty("LoadOneStages", BindingFlags.Public | BindingFlags.Static)!;

        await AssertUpToDate("nic", new PipelineDrawing("Nic", (IReadOnlyList<StageInfo>)table.GetValue(null)!));
    }

    [Fact]
    public Task The_start_of_the_HCA() => AssertUpToDate("hca-start", DriverDrawings.Of([DriverPipelines.All.Single(pipeline => pipeline.Name == "HcaStart")])[0]);

    private static async Task AssertUpToDate(string name, PipelineDrawing drawing)
    {
        string path = Path.Combine(Example.Root, "docs", "images", name);
        string picture = File.Exists($"{path}.svg") ? await File.ReadAllTextAsync($"{path}.svg") : "";
        if (picture.ReplaceLineEndings("\n") == drawing.ToSvg())
        {
            File.Delete($"{path}.received.svg");
            return;
        }
        await File.WriteAllTextAsync($"{path}.received.svg", drawing.ToSvg());
        Assert.Fail($"docs/images/{name}.svg is older than what it shows. If the new picture is right, rename {path}.received.svg to it.");
    }
}
