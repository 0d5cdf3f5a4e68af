using Microsoft.CodeAnalysis;

namespace Mlx4.Tests.Corpora;

public sealed class SilentCorpusTests
{
    private static readonly IReadOnlyList<CorpusFile> Files = CorpusFile.In(CorpusFile.Silent, foldersAreUnits: true);

    public static TheoryData<string> Names => [.. Files.Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Code_that_is_right_is_not_reported(string name)
    {
        Compilation compilation = CorpusBuild.Compile(Files.Single(file => file.Name == name));
        Assert.Empty(CorpusBuild.CompilerReports(compilation));
        Assert.Empty((await CorpusBuild.AnalyzerReports(compilation, CorpusBuild.Analyzers)).Select(CorpusBuild.Describe));
    }
}
