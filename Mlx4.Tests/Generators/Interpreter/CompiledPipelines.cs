using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>Pipelines that were written as C#, given to the generator and compiled together, without a warning.</summary>
internal sealed class CompiledPipelines : IDisposable
{
    private readonly AssemblyLoadContext _context = new("pipelines", isCollectible: true);
    private readonly Assembly _assembly;

    public CompiledPipelines(IEnumerable<Pipeline> pipelines)
    {
        GeneratorRun run = GeneratorRun.Of(Compilations.Create(
            pipelines.Select((pipeline, index) => PipelineSource.Of(pipeline, TypeName(index))),
            references: [.. Compilations.References, MetadataReference.CreateFromFile(typeof(PipelineHost).Assembly.Location)])).AssertCompilesWithoutWarning();
        using MemoryStream image = new();
        EmitResult result = run.Output.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        image.Position = 0;
        _assembly = _context.LoadFromStream(image);
    }

    /// <summary>Makes an object of a pipeline's type.</summary>
    /// <param name="index">The pipeline's place.</param>
    /// <param name="probe">Notes what happens.</param>
    public PipelineHost Make(int index, Probe probe) => (PipelineHost)Activator.CreateInstance(_assembly.GetType(TypeName(index), throwOnError: true)!, probe, "nic")!;

    public void Dispose() => _context.Unload();

    private static string TypeName(int index) => $"Nic{index}";
}
