using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mlx4.Tests.Generators.Harness;

/// <summary>Makes compilations of test sources against the running framework and the runtime library.</summary>
internal static class Compilations
{
    /// <summary>The framework that the tests run on, and Mlx4.Runtime.</summary>
    public static ImmutableArray<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is string name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "mscorlib.dll" or "netstandard.dll" or "Microsoft.Win32.Primitives.dll"))
            .Append(typeof(Mlx4.Runtime.Errno).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>.NET Standard 2.0, and Mlx4.Runtime compiled for it.</summary>
    public static ImmutableArray<MetadataReference> NetStandard { get; } = ReferenceNetStandard();

    /// <summary>A library of the sources, nullable enabled, every warning of the compiler on.</summary>
    public static CSharpCompilation Create(IEnumerable<string> sources, LanguageVersion version = LanguageVersion.Latest, IEnumerable<MetadataReference>? references = null) =>
        CSharpCompilation.Create(
            "Test",
            sources.Select((source, index) => CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(version, DocumentationMode.Diagnose), path: $"Test{index}.cs")),
            references ?? References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999));

    private static ImmutableArray<MetadataReference> ReferenceNetStandard([CallerFilePath] string file = "")
    {
        // The generators are built for .NET Standard, so its reference assemblies are in the cache of packages.
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } stated
            ? stated
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        ImmutableArray<MetadataReference> framework =
        [
            .. Directory.GetFiles(Path.Combine(packages, "netstandard.library", "2.0.3", "build", "netstandard2.0", "ref"), "*.dll").Select(path => MetadataReference.CreateFromFile(path)),
        ];
        string runtime = Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "Mlx4.Runtime");
        IEnumerable<string> sources = Directory.GetFiles(runtime, "*.cs").Concat(Directory.GetFiles(Path.Combine(runtime, "CompilerServices"), "*.cs"));
        CSharpCompilation compilation = Create(sources.Select(File.ReadAllText), references: framework).WithAssemblyName("Mlx4.Runtime");
        return framework.Add(compilation.ToMetadataReference());
    }
}
