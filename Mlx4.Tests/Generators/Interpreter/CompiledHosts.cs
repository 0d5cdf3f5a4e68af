using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;
using Mlx4.Runtime;
using Mlx4.Tests.Generators.Harness;
using Xunit.Sdk;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>Types that were written as C#, given to the generator and compiled together.</summary>
internal sealed class CompiledHosts : IDisposable
{
    private readonly AssemblyLoadContext _context = new("hosts", isCollectible: true);
    private readonly Assembly? _assembly;

    public CompiledHosts(IEnumerable<Host> hosts)
    {
        GeneratorRun run;
        try
        {
            run = GeneratorRun.Of(Compilations.Create(
                hosts.Select((host, index) => HostSource.Of(host, TypeName(index))),
                references: [.. Compilations.References, MetadataReference.CreateFromFile(typeof(PipelineObject).Assembly.Location)]));
        }
        catch (XunitException exception)
        {
            Complaint = exception.Message;
            return;
        }
        using MemoryStream image = new();
        EmitResult result = run.Output.Emit(image);
        Complaint = result.Diagnostics.FirstOrDefault(GeneratorRun.IsComplaint)?.ToString();
        if (Complaint is null)
        {
            image.Position = 0;
            _assembly = _context.LoadFromStream(image);
        }
    }

    /// <summary>What the generator's tests or the compiler say first, were it a warning only. There are no objects then.</summary>
    public string? Complaint { get; }

    /// <summary>Makes an object of a type.</summary>
    /// <param name="index">The type's place.</param>
    /// <param name="probe">Notes what happens.</param>
    public PipelineObject Make(int index, Probe probe) =>
        (PipelineObject)Activator.CreateInstance(_assembly!.GetType(HostSource.ObjectOf(TypeName(index)), throwOnError: true)!, probe, "nic")!;

    /// <summary>The table of a pipeline of a type that is declared plainly.</summary>
    /// <param name="index">The type's place.</param>
    /// <param name="load">The pipeline's load.</param>
    public IReadOnlyList<StageInfo> Table(int index, string load) =>
        (IReadOnlyList<StageInfo>)_assembly!.GetType(TypeName(index), throwOnError: true)!.GetProperty($"{load}Stages")!.GetValue(null)!;

    public void Dispose() => _context.Unload();

    private static string TypeName(int index) => $"Nic{index}";
}
