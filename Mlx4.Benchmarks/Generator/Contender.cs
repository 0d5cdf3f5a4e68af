using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Mlx4.Generators;

namespace Mlx4.Benchmarks.Generator;

/// <summary>A generator, and sources for it.</summary>
/// <param name="Name">What the tables call it.</param>
/// <param name="Create">Makes the generator anew.</param>
/// <param name="Write">Writes a type with a number of annotated members: its number, the number of members, and which edit it has seen.</param>
/// <param name="MostMembers">With more members than this it is not measured.</param>
/// <param name="References">What the sources need besides the runtime.</param>
internal sealed record Contender(string Name, Func<IIncrementalGenerator> Create, Func<int, int, Edit, string> Write, int MostMembers, params MetadataReference[] References)
{
    public static Contender Ours { get; } = new("Mlx4", static () => new InitPipelineGenerator(), MemberSource.Stages, int.MaxValue);

    /// <summary>Does nothing, and asks for no more than ours: what is the driver's share in any case.</summary>
    public static Contender Floor { get; } = new("an empty generator", EmptyGenerator.OfOneEach, MemberSource.Stages, int.MaxValue);

    /// <summary>Does nothing, and has the driver bind every member.</summary>
    public static Contender FloorOfAll { get; } = new("the same, of all members", EmptyGenerator.OfAll, MemberSource.Stages, int.MaxValue);

    /// <summary>The generator that the goals name.</summary>
    public const string LoggerMessageName = "LoggerMessage";

    /// <summary>What is no goal is not measured with more members than this, since that takes minutes.</summary>
    private const int ManyMembers = 1200;

    /// <summary>Those that the installed SDK has; ours and the empty ones are first.</summary>
    public static IReadOnlyList<Contender> All { get; } =
    [
        Ours, Floor, FloorOfAll,
        .. OfSdk(
            LoggerMessageName, "Microsoft.AspNetCore.App.Ref", "Microsoft.Extensions.Logging.Generators.dll", "Microsoft.Extensions.Logging.Generators.LoggerMessageGenerator",
            MemberSource.LoggerMessages, "Microsoft.Extensions.Logging.Abstractions.dll"),
        .. OfSdk(
            "LibraryImport", "Microsoft.NETCore.App.Ref", "Microsoft.Interop.LibraryImportGenerator.dll", "Microsoft.Interop.LibraryImportGenerator", MemberSource.LibraryImports),
        .. OfSdk(
            "Regex", "Microsoft.NETCore.App.Ref", "System.Text.RegularExpressions.Generator.dll", "System.Text.RegularExpressions.Generator.RegexGenerator", MemberSource.Regexes),
        .. OfSdk(
            "System.Text.Json", "Microsoft.NETCore.App.Ref", "System.Text.Json.SourceGeneration.dll", "System.Text.Json.SourceGeneration.JsonSourceGenerator", MemberSource.JsonProperties),
    ];

    /// <summary>A generator out of the newest pack of that name.</summary>
    private static IEnumerable<Contender> OfSdk(string name, string pack, string file, string type, Func<int, int, Edit, string> write, params ReadOnlySpan<string> references)
    {
        // dotnet/shared/Microsoft.NETCore.App/VERSION is where the runtime is; the packs are beside "shared".
        DirectoryInfo? dotnet = new DirectoryInfo(Path.GetDirectoryName(typeof(object).Assembly.Location)!).Parent?.Parent?.Parent;
        string packs = Path.Combine(dotnet?.FullName ?? "", "packs", pack);
        string? newest = Directory.Exists(packs) ? Directory.GetDirectories(packs).MaxBy(folder => Version.TryParse(Path.GetFileName(folder), out Version? version) ? version : null) : null;
        string assembly = Path.Combine(newest ?? "", "analyzers", "dotnet", "cs", file);
        if (newest is null || !File.Exists(assembly))
        {
            return [];
        }
        string[] libraries = [.. Directory.GetDirectories(Path.Combine(newest, "ref")).SelectMany(folder => Directory.GetFiles(folder, "*.dll"))];
        List<MetadataReference> needed = [];
        foreach (string reference in references)
        {
            needed.Add(MetadataReference.CreateFromFile(libraries.First(library => Path.GetFileName(library) == reference)));
        }
        Type generator = new PeerContext(Path.GetDirectoryName(assembly)!).LoadFromAssemblyPath(assembly).GetType(type, throwOnError: true)!;
        return [new Contender(name, () => (IIncrementalGenerator)Activator.CreateInstance(generator)!, write, name == LoggerMessageName ? int.MaxValue : ManyMembers, [.. needed])];
    }

    /// <summary>Loads what a generator needs from beside it; the compiler is ours.</summary>
    private sealed class PeerContext(string folder) : AssemblyLoadContext
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string file = Path.Combine(folder, assemblyName.Name + ".dll");
            return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
        }
    }
}
