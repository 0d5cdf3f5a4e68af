using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mlx4.Benchmarks.Analyzers;

/// <summary>Analyzers of a folder, and which of their rules are asked for.</summary>
/// <param name="Name">What the table calls them.</param>
/// <param name="Analyzers">The analyzers.</param>
/// <param name="Rules">The rules; all others are off.</param>
/// <param name="MostStages">More stages in one type than this take it too long to be measured.</param>
internal sealed record Contender(string Name, ImmutableArray<DiagnosticAnalyzer> Analyzers, ImmutableArray<string> Rules, int MostStages = int.MaxValue)
{
    /// <summary>Everything that this package checks.</summary>
    public static Contender Ours { get; } = Of("Mlx4", [typeof(Generators.InitPipelineGenerator).Assembly], static _ => true);

    /// <summary>The rules of the .NET SDK about what is disposed of.</summary>
    public static Contender NetAnalyzers { get; } = Of("CA2000 + CA2213", Load("NetAnalyzers"), static id => id is "CA2000" or "CA2213");

    /// <summary>The best known package about what is disposed of.</summary>
    public static Contender Disposable { get; } = Of("IDisposableAnalyzers 4.0.8", Load("IDisposableAnalyzers"), static _ => true) with { MostStages = 100 };

    /// <summary>What the compiler's driver takes by itself, when an analyzer asks for all bodies of all types with a symbol's end.</summary>
    public static Contender Empty { get; } = new("an empty analyzer", [new EmptyAnalyzer()], [EmptyAnalyzer.Id]);

    /// <summary>All of them, in the order of the table.</summary>
    public static ImmutableArray<Contender> All { get; } = [Ours, NetAnalyzers, Disposable, Empty];

    private static Contender Of(string name, IEnumerable<Assembly> assemblies, Func<string, bool> isAsked)
    {
        ImmutableArray<DiagnosticAnalyzer> analyzers =
        [
            .. assemblies.SelectMany(assembly => assembly.GetTypes())
                .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract && type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is { } mark && mark.Languages.Contains(LanguageNames.CSharp))
                .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
                .Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => isAsked(rule.Id))),
        ];
        return new Contender(name, analyzers, [.. analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(rule => rule.Id).Where(isAsked).Distinct()]);
    }

    /// <summary>All assemblies of a folder; they refer to each other.</summary>
    private static Assembly[] Load(string folder) =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "peers", folder), "*.dll").Select(AssemblyLoadContext.Default.LoadFromAssemblyPath)];
}
