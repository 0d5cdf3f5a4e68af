using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Generator;

/// <summary>
/// Runs one generator in the compiler's driver, on one thread. Each measured run gets a compilation that nothing has looked at: what the generator makes
/// the compiler bind is in its figures.
/// </summary>
internal sealed class Driver
{
    private readonly Contender _contender;
    private readonly Size _size;
    private readonly CSharpCompilation _compilation;
    private readonly SyntaxTree _unrelated;
    private readonly SyntaxTree _edited;

    /// <summary>After its first run; a driver never changes, so each edit begins from here.</summary>
    private readonly GeneratorDriver _driver;

    public Driver(Contender contender, Size size)
    {
        _contender = contender;
        _size = size;
        IEnumerable<string> sources = Enumerable.Range(0, size.Types).Select(type => contender.Write(type, size.Members, Edit.Nothing));
        _compilation = Sources.Compile([Unrelated(1), .. sources], contender.References);
        _unrelated = _compilation.SyntaxTrees[0];
        _edited = _compilation.SyntaxTrees[1 + (size.Types / 2)];
        _driver = FirstRun();
    }

    /// <summary>Runs the generator after an edit.</summary>
    /// <returns>The time and the bytes that the run took.</returns>
    public (double Milliseconds, double Bytes) Run(Edit edit)
    {
        (GeneratorDriver driver, Compilation compilation) = edit switch
        {
            Edit.Cold => (CSharpGeneratorDriver.Create(_contender.Create()), _compilation.Clone()),
            Edit.Nothing => (_driver, _compilation),
            Edit.Unrelated => (_driver, Replace(_compilation, _unrelated, Unrelated(2))),
            _ => (_driver, Replace(_compilation, _edited, _contender.Write(_size.Types / 2, _size.Members, edit))),
        };
        GC.Collect();
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan begin = ThreadClock.Now;
        GC.KeepAlive(driver.RunGenerators(compilation));
        TimeSpan elapsed = ThreadClock.Now - begin;
        return (elapsed.TotalMilliseconds, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }

    /// <summary>Runs the generator for the first time.</summary>
    /// <returns>The driver, which knows what was generated.</returns>
    /// <exception cref="InvalidOperationException">The generator fails, or what it has generated does not compile.</exception>
    private GeneratorDriver FirstRun()
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(_contender.Create()).RunGeneratorsAndUpdateCompilation(_compilation, out Compilation output, out _);
        GeneratorRunResult result = driver.GetRunResult().Results[0];
        Sources.ThrowOnError(output.GetDiagnostics());
        if (result.Exception is not null || (_contender != Contender.Floor && _contender != Contender.FloorOfAll && result.GeneratedSources.IsEmpty))
        {
            throw new InvalidOperationException($"{_contender.Name} has generated nothing for {_size.Name}.", result.Exception);
        }
        return driver;
    }

    private static CSharpCompilation Replace(CSharpCompilation compilation, SyntaxTree tree, string source) =>
        compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(source, path: tree.FilePath));

    private static string Unrelated(int value) => $"public static class Unrelated {{ public static int Value() => {value}; }}";
}
