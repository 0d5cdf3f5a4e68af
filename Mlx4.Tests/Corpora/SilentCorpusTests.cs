using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Mlx4.Tests.Corpora;

public sealed partial class SilentCorpusTests
{
    private static readonly IReadOnlyList<CorpusFile> Files = CorpusFile.In(CorpusFile.Silent, foldersAreUnits: true);

    public static TheoryData<string> Names => [.. Files.Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Code_that_is_right_is_not_reported(string name)
    {
        Compilation compilation = CorpusBuild.Compile(Files.Single(file => file.Name == name));
        Assert.Equal("", string.Join('\n', CorpusBuild.CompilerReports(compilation)));
        Assert.Equal("", string.Join('\n', (await CorpusBuild.AnalyzerReports(compilation, CorpusBuild.Analyzers)).Select(CorpusBuild.Describe)));
    }

    [Fact]
    public void There_is_enough_of_it() => Assert.InRange(Files.Sum(ShapesOf), 150, int.MaxValue);

    [Fact]
    public async Task The_sample_is_not_reported()
    {
        Compilation compilation = SampleBuild.Compile();
        Assert.Equal("", string.Join('\n', CorpusBuild.CompilerReports(compilation)));
        Assert.NotEmpty(CorpusBuild.Analyzers);
        Assert.Equal("", string.Join('\n', (await CorpusBuild.AnalyzerReports(compilation, CorpusBuild.Analyzers)).Select(CorpusBuild.Describe)));
    }

    /// <summary>How many shapes a unit has: each is introduced by a comment.</summary>
    internal static int ShapesOf(CorpusFile file) => file.Sources.Values.Sum(text => ShapePattern().Count(text));

    [GeneratedRegex("^// Shape: .+$", RegexOptions.Multiline)]
    private static partial Regex ShapePattern();
}
