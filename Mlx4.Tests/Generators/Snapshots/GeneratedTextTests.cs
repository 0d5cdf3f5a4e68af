using System.Text;
using Microsoft.CodeAnalysis.Text;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Snapshots;

/// <summary>A generated file is a text like any other, whatever letters its names have.</summary>
public class GeneratedTextTests
{
    [Theory]
    [InlineData("Start")]
    [InlineData("Größe")]
    [InlineData("\u8d77\u52d5")]
    public void It_reads_as_its_letters_say(string stage)
    {
        GeneratorRun run = GeneratorRun.Of(Source.File($"public partial class Nic {{ [InitStage(10, NoCleanup = \"none\")] private Errno {stage}() => Errno.Ok; }}"));
        SourceText text = Assert.Single(run.AssertCompilesWithoutWarning().Sources).SourceText;
        SourceText usual = SourceText.From(text.ToString(), Encoding.UTF8, text.ChecksumAlgorithm);

        Assert.Contains($"error = {stage}();", usual.ToString(), StringComparison.Ordinal);
        Assert.Equal(usual.Length, text.Length);
        Assert.Equal(usual.ToString(), string.Concat(Enumerable.Range(0, text.Length).Select(position => text[position])));
        Assert.Equal(usual.ToString(new TextSpan(100, 50)), text.ToString(new TextSpan(100, 50)));
        Assert.Equal(usual.GetChecksum().AsEnumerable(), text.GetChecksum().AsEnumerable());
        Assert.Equal(usual.Encoding, text.Encoding);
        Assert.True(text.CanBeEmbedded);
    }
}
