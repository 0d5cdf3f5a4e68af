namespace Mlx4.Tests.Corpora;

public sealed class BugCorpusPageTests
{
    [Fact]
    public async Task The_page_says_what_the_corpus_says()
    {
        string page = await BugCorpusPage.Write();
        if (Environment.GetEnvironmentVariable("MLX4_WRITE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(BugCorpusPage.Path, page);
        }
        Assert.Equal((await File.ReadAllTextAsync(BugCorpusPage.Path)).ReplaceLineEndings("\n"), page);
    }

    [Fact]
    public void The_peers_are_there()
    {
        Assert.Equal(["CA2000", "CA2213"], Peer.NetAnalyzers.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(descriptor => descriptor.Id).Intersect(Peer.NetAnalyzers.Rules).Order());
        Assert.Contains("IDISP001", Peer.IDisposableAnalyzers.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(descriptor => descriptor.Id));
    }
}
