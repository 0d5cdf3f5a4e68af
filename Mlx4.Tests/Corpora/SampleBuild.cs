using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mlx4.Tests.Documentation;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Corpora;

/// <summary>A build of what the sample has stages in, the largest such code that there is.</summary>
internal static class SampleBuild
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>Compiles driver, card and bus with the generator. The command line is left out: it has no stages, and needs generators of others.</summary>
    /// <param name="more">Sources that are compiled with them.</param>
    public static Compilation Compile(params string[] more)
    {
        string root = Path.Combine(Example.Root, "Mlx4.Sample");
        IEnumerable<string> files = new[] { "Driver", "Hca", "Pci" }.SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories));
        CSharpParseOptions options = new(LanguageVersion.Preview, DocumentationMode.Parse);
        CSharpCompilation compilation = Compilations.Create([])
            .AddSyntaxTrees(files.Order(StringComparer.Ordinal).Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, path: file)))
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText(ImplicitUsings, options, path: "ImplicitUsings.cs"))
            .AddSyntaxTrees(more.Select((source, index) => CSharpSyntaxTree.ParseText(source, options, path: $"More{index}.cs")));
        return GeneratorRun.Of(compilation).Output;
    }
}
