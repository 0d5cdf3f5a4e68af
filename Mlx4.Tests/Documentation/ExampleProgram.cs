using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mlx4.Diagrams;
using Mlx4.Hosting;
using Mlx4.Telemetry;
using Mlx4.Testing;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Documentation;

/// <summary>A complete example as a program, compiled with the generator.</summary>
internal static class ExampleProgram
{
    /// <summary>The packages beside Mlx4.Runtime that examples use, and those of the .NET host.</summary>
    private static readonly MetadataReference[] Packages =
    [
        .. new[] { typeof(PipelineDrawing), typeof(PipelineLoadException), typeof(PipelineTelemetry), typeof(FaultReport) }.Select(type => type.Assembly.Location)
            .Concat(((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(path => Path.GetFileName(path).StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Runs the generator on an example.</summary>
    public static GeneratorRun Generate(string source) => GeneratorRun.Of(
        Compilations.Create([source], references: [.. Compilations.References, .. Packages])
            .WithOptions(new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable)));

    /// <summary>Compiles it without a warning, and loads it.</summary>
    public static Assembly Load(string source)
    {
        using MemoryStream image = new();
        Assert.True(Generate(source).AssertCompilesWithoutWarning().Output.Emit(image).Success);
        image.Position = 0;
        return new AssemblyLoadContext("example", isCollectible: true).LoadFromStream(image);
    }
}
