using Microsoft.CodeAnalysis;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4028: a pipeline is named that no stage belongs to.</summary>
public class MLX4028Tests
{
    private static async Task<string> Report(string attributes, string stages)
    {
        var diagnostics = await Build.DiagnosticsOf(Compilations.Create([$$"""
            using Mlx4.Runtime;

            {{attributes}}
            public partial class Nic
            {
                {{stages}}
            }
            """]));
        return string.Join('\n', diagnostics.Select(Build.Describe));
    }

    [Fact]
    public async Task A_type_without_stages() => Assert.Equal(
        "Test0.cs(3,2) MLX4028 on 'InitPipeline(\"Start\")': No stage of 'Nic' belongs to the pipeline 'Start': remove the attribute, or set Pipeline = \"Start\" on its stages",
        await Report("[InitPipeline(\"Start\")]", ""));

    [Fact]
    public async Task The_default_name() => Assert.Equal(
        "Test0.cs(3,2) MLX4028 on 'InitPipeline': No stage of 'Nic' belongs to the pipeline 'LoadOne': remove the attribute, or set Pipeline = \"LoadOne\" on its stages",
        await Report("[InitPipeline]", ""));

    [Fact]
    public async Task A_misspelt_name() => Assert.Equal(
        "Test0.cs(3,2) MLX4028 on 'InitPipeline(\"LoadFirmwre\")': No stage of 'Nic' belongs to the pipeline 'LoadFirmwre': did you mean 'LoadFirmware'?",
        await Report("[InitPipeline(\"LoadFirmwre\")]", "[InitStage(10, NoCleanup = \"test\", Pipeline = \"LoadFirmware\")] private void A() { }"));

    [Fact]
    public async Task One_of_two() => Assert.Equal(
        "Test0.cs(3,25) MLX4028 on 'InitPipeline(\"Second\")': No stage of 'Nic' belongs to the pipeline 'Second': remove the attribute, or set Pipeline = \"Second\" on its stages",
        await Report("[InitPipeline(\"First\"), InitPipeline(\"Second\")]", "[InitStage(10, NoCleanup = \"test\", Pipeline = \"First\")] private void A() { }"));

    [Theory]
    [InlineData("[InitPipeline]", "[InitStage(10, NoCleanup = \"test\")] private void A() { }")]
    [InlineData("[InitPipeline(\"Start\")]", "[InitStage(10, NoCleanup = \"test\", Pipeline = \"Start\")] private void A() { }")]
    [InlineData("[InitPipeline(\"Start\", Unload = \"Stop\")]", "[InitStage(10, NoCleanup = \"test\", Pipeline = \"Start\")] private void A() { }")]
    [InlineData("[InitPipeline(\"Start\"), InitPipeline(\"Open\")]", "[InitStage(10, NoCleanup = \"test\", Pipeline = \"Start\"), InitStage(20, NoCleanup = \"test\", Pipeline = \"Open\")] private void A() { }")]
    [InlineData("", "")]
    public async Task A_pipeline_with_stages_is_named_rightly(string attributes, string stages) => Assert.Equal("", await Report(attributes, stages));

    [Fact]
    public void The_generator_writes_nothing_for_it() => Assert.Empty(GeneratorRun.Of(Source.File("[InitPipeline(\"Start\")] public partial class Nic { }")).Sources);
}
